"""'+ Filter' of projects and of tasks: whose they are, and what they belong to."""

from __future__ import annotations

from app.services import people, projects
from app.services.project_list import ProjectFilter
from app.services.task_filter import TaskFilter
from app.views.parts.filter_pick import CLIENT, OWNER, TAG, FilterPick
from app.views.parts.picker import Option
from app.views.parts.tags_field import tag_options


class ProjectPick(FilterPick):
    """What projects are narrowed by. One tag at a time."""

    what = (OWNER, CLIENT, TAG)
    noun = "project"
    flt: ProjectFilter

    def ask_tag(self) -> None:
        options = tag_options(self.store)
        head = "Tag" if options else "No tags yet; add them to a project"
        self.choose(head, options, lambda key: self.narrow(tag_id=key), self.flt.tag_id)


class TaskPick(FilterPick):
    """What tasks are narrowed by."""

    what = (OWNER, Option("milestone", "Milestone", icon="flag"))
    flt: TaskFilter

    def ask_owner(self) -> None:
        options = [Option(each.id, each.name, person=True, mine=each.is_me) for each in people.everyone(self.store)]
        self.choose("Owner", options, lambda key: self.narrow(person_id=key), self.flt.person_id)

    def ask_milestone(self) -> None:
        """One of the milestones of the project that is chosen."""
        chosen = self.flt.project_id
        found = [] if chosen is None else projects.milestones(self.store, chosen)
        head = (
            "Milestone" if found else "Choose a project first" if chosen is None else "This project has no milestones"
        )
        options = [Option(each.id, each.title) for each in found]
        self.choose(head, options, lambda key: self.narrow(milestone_id=key), self.flt.milestone_id)
