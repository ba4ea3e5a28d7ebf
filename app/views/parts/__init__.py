"""The parts that all pages are built of; each follows the theme by itself. `-> x` is a signal or a result.

Painting, for widgets and delegates
    icons.icon(name, colour) -> QIcon; icons.pixmap(name, colour, size, dpr); icons.paint(painter, rect, name)
    paint.paint_text(painter, rect, text, token, size, weight=, align=) -> width (over text_line); paint_box,
    paint_bar, paint_dot, paint_shadow; paint.elided(text, width), paint.text_width(text)
    marks.paint_mark(painter, at, icon, text, tone, room=) -> QRect; marks.mark_width(icon, text)
    avatar.paint_avatar(painter, rect, letters, mine); avatar.initials(name)
    ticks.paint_tick, ticks.paint_radio(painter, rect, checked)
    picker.paint_option(painter, rect, option, chosen=)
Words
    label.Label(text, token, size, weight, wrap=, selectable=, align=)
    label.ElidedLabel(text, token, size, weight)
    avatar.Avatar(name, mine); marks.Mark(icon, text, tone), tone 'warn' 'bad' 'good' 'info' 'plain'
    section.SectionHead(title, action, note); empty.EmptyState(icon, title, text, action, second)
    notice.Notice(tone, title, text, action); an action is (words, function)
    dates.day_text, short_text, full_text, distance_text, parse_date
Buttons: clicked, set_menu(menu or function), set_tooltip(text, keys)
    buttons.MainButton, PlainButton, QuietButton(text, icon, in_row=, caret=); LinkButton(text, icon, size=)
    buttons.IconButton(icon, name, shortcut, in_row=)
    chips.Chip(text, count, checkable=, closable=, icon=) -> toggled, closed
    segmented.Segmented([(key, text, icon)], value, name=, in_row=) -> changed(key); value, set_value
    ticks.CheckBox(text), ticks.RadioButton(text)
    menu.Menu(parent).add(text, does, icon, shortcut, why_not=)
Fields, edited in place: value(), set_value(value, hint), on_commit(value), set_read_only(reason),
    refuse(sentence), forget_edit(), begin_edit(), set_tone(token); boxed=True makes them inputs of a form
    fields.TextField(name, on_commit, required=), NotesField, HoursField (minutes)
    fields.PercentField(name, on_commit), set_automatic(percent, reason)
    amount_field.AmountField(name, on_commit, currency=), in minor units
    date_field.DateField(name, on_commit, required=, day_note=)
    choice_field.ChoiceField(name, options, on_commit, add_new=, empty=)
    choice_field.PersonField(name, people, on_commit, me=)
    fields.FormRow(name, field)
What floats
    dialog.BatonDialog(parent, title, text, width=, resizable=): body, add_button, set_note, open()
    toast.Toast(window).say(text, undo, action); picker.Picker, calendar_popup.CalendarPopup, popup.Popup
    progress.ProgressStrip(text, value) -> cancelled; progress.Bar(share, token)
    focus_ring.FocusRing(widget, radius), for painted widgets of a page's own
Of a page
    board.Board: cards in columns, see there; list_table.ListTable over rows.RowsModel: long lists, see there
    beside.Beside: a page with an inspector beside it; inspector_frame.InspectorFrame: its head, body and foot
    stage_strip.StageStrip, moments.Moments (a timeline), note_log.NoteLog, link_row.LinkRow
    chart.Chart: a figure drawn in the background, with hover, keys and save; number_card.NumberCard
    figure_table.FigureTable, pane.Pane, pick_button.PickButton; chart_page.ChartPage for pages of charts (chart_bar.ChartBar is its toolbar), figures_page.FiguresPage for those with number cards
    files_section.FilesSection(store, shell, kind): attachments; tags_field.TagsField, custom_section.CustomSection
    markdown_section.DescriptionSection(on_commit): Markdown that loads nothing; wrap_row.WrapRow, tab_order.TabOrder
    view_menu.ViewMenu(store, page): saved views; filter_pick, filter_range: a filter's chips; activity_composer
Of deals, tasks, projects and clients: deal_*, task_*, project_*, client_*, contact_rows; shared by their pages
    deal_together: what is done to several deals at once; today_*: the pages of today; task_repeat.RepeatRows;
    project_copies: duplicate, save as template, hours given back; template_*: the editor of templates
"""
