"""Whatever table somebody hands over is read as it is meant, or refused with a sentence that helps."""

# ruff: noqa: DTZ001  (a cell of a spreadsheet has no time zone)
import json
import os
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from app.base import UserError
from app.exchange.tables import read_table, sniff_delimiter

DATA = Path(os.environ.get("BATON_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "data"))


def written(tmp_path, content, name="clients.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path, **options):
    with pytest.raises(UserError) as caught:
        read_table(path, **options)
    text = str(caught.value)
    assert text.endswith(".") and path.name in text
    return text


# --- CSV as it comes ------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_itself(tmp_path, sign):
    lines = [["name", "city", "note"], ["Acme", "Köln", "a, b; c | d"], ["Beta", "Łódź", "plain"]]
    text = "\r\n".join(sign.join(f'"{cell}"' for cell in line) for line in lines)
    table = read_table(written(tmp_path, text))
    assert table.delimiter == sign
    assert table.headers == ("name", "city", "note")
    assert table.rows == [tuple(lines[1]), tuple(lines[2])]


def test_a_list_of_one_column_keeps_its_commas(tmp_path):
    table = read_table(written(tmp_path, 'name\nAcme, Ltd\n"Beta; Sons, 2"\n"Over\ntwo lines"\n'))
    assert table.headers == ("name",) and table.notes == ()
    assert table.rows == [("Acme, Ltd",), ("Beta; Sons, 2",), ("Over\ntwo lines",)]
    stated = read_table(written(tmp_path, "name\nAcme, Ltd\nBeta\n"), delimiter=",")
    assert stated.rows == [("Acme",), ("Beta",)] and "left out" in stated.notes[0]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("stated", [None, "utf-16"])
def test_utf_16_is_known_without_its_mark(tmp_path, encoding, stated):
    table = read_table(written(tmp_path, "name;city\nMüller;Köln\nCafé “Zoë”;Łódź\n".encode(encoding)), encoding=stated)
    assert (
        table.rows == [("Müller", "Köln"), ("Café “Zoë”", "Łódź")] and table.encoding == "utf-16" and table.notes == ()
    )


def test_decimal_commas_do_not_make_columns(tmp_path):
    table = read_table(written(tmp_path, "name;price\nDesk;1,5\nChair;22,75\n"))
    assert table.rows == [("Desk", "1,5"), ("Chair", "22,75")]


def test_a_comma_in_a_header_does_not_make_columns(tmp_path):
    assert read_table(written(tmp_path, "Name;Amount, EUR\nDesk;1,5\nChair;2,5\n")).headers == (
        "Name",
        "Amount, EUR",
    )


def test_a_delimiter_within_quotation_marks_does_not_halve_cells(tmp_path):
    table = read_table(written(tmp_path, 'name,";"\r\n,0\r\n'))
    assert table.headers == ("name", ";") and table.rows == [("", "0")]


def test_one_column_needs_no_delimiter(tmp_path):
    table = read_table(written(tmp_path, "name\nAcme\nBeta; Gamma\n"))
    assert table.headers == ("name",) and table.rows == [("Acme",), ("Beta; Gamma",)]


def test_quoted_line_breaks_belong_to_their_cell(tmp_path):
    table = read_table(written(tmp_path, 'name,note\nAcme,"first\r\nsecond, ""quoted"""\nBeta,x\n'))
    assert table.rows == [("Acme", 'first\r\nsecond, "quoted"'), ("Beta", "x")]


def test_a_line_that_states_the_delimiter_is_obeyed(tmp_path):
    table = read_table(written(tmp_path, "sep=|\r\nname|a,b,c\r\nAcme|1,2,3\r\n"))
    assert table.headers == ("name", "a,b,c") and table.delimiter == "|"


def test_the_stated_delimiter_wins(tmp_path):
    assert read_table(written(tmp_path, "a,b;c,d\n1,2;3,4\n"), delimiter=";").headers == ("a,b", "c,d")


def test_old_mac_line_ends(tmp_path):
    assert read_table(written(tmp_path, "name,city\rAcme,Bonn\r")).rows == [("Acme", "Bonn")]


def test_blank_lines_above_and_within_are_passed_over(tmp_path):
    table = read_table(written(tmp_path, "\n\n  \nname,city\nAcme,Bonn\n\nBeta,Rome\n,\n,\n"))
    assert table.headers == ("name", "city")
    assert table.rows == [("Acme", "Bonn"), ("Beta", "Rome")]


def test_a_title_above_the_header_is_noted(tmp_path):
    table = read_table(written(tmp_path, "Deals of 2026\nname,city,amount\nAcme,Bonn,5\nBeta,Rome,6\n"))
    assert table.headers == ("name", "city", "amount")
    assert "Deals of 2026" in table.notes[0]


def test_short_rows_are_filled_up_and_long_ones_noted_with_their_number(tmp_path):
    table = read_table(written(tmp_path, "a,b,c\n1,2,3\n4,5\n6,7,8,extra\n9,10,11,,\n"))
    assert table.rows == [("1", "2", "3"), ("4", "5", ""), ("6", "7", "8"), ("9", "10", "11")]
    assert len(table.notes) == 1
    assert "Row 3" in table.notes[0] and "extra" in table.notes[0]


def test_many_long_rows_do_not_flood_the_notes(tmp_path):
    table = read_table(written(tmp_path, "a,b\n" + "1,2\n" * 200 + "1,2,3\n" * 100))
    assert len(table.notes) == 21 and "80 more" in table.notes[-1]


def test_repeated_and_missing_headers_get_names_of_their_own(tmp_path):
    table = read_table(written(tmp_path, "name, name ,,name,name (2)\n1,2,3,4,5\n"))
    assert table.headers == ("name", "name (2)", "Column 3", "name (3)", "name (2) (2)")


def test_a_delimiter_at_the_end_of_each_line_makes_no_column(tmp_path):
    assert read_table(written(tmp_path, "a;b;\n1;2;\n3;4;\n")).headers == ("a", "b")


# --- encodings ------------------------------------------------------------------------------------

TEXT = "name,city\nMüller,Köln\nŻółw,Łódź\n山田,東京\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_utf_is_known_by_its_mark(tmp_path, encoding):
    table = read_table(written(tmp_path, TEXT.encode(encoding)))
    assert table.rows[1] == ("Żółw", "Łódź") and table.headers[0] == "name"
    assert table.encoding == encoding.removesuffix("-sig") and table.notes == ()


@pytest.mark.parametrize(
    ("encoding", "rows"),
    [
        ("cp1252", "Müller,Köln\nGroß,Düsseldorf\n"),
        ("cp1252", "Hélène,Besançon\n"),
        ("cp1250", "Żółw,Łódź\nGęś,Kraków\nWiśniewski,Częstochowa\n"),
        ("cp1251", "Иван,Москва\nПётр,Екатеринбург\n"),
        ("shift_jis", "山田,東京\n田中,大阪\n"),
    ],
)
def test_an_old_encoding_is_guessed_and_said_so(tmp_path, encoding, rows):
    table = read_table(written(tmp_path, ("name,city\n" + rows).encode(encoding)))
    assert table.rows == [tuple(line.split(",")) for line in rows.splitlines()]
    assert "guess" in table.notes[0]


def test_the_stated_encoding_wins(tmp_path):
    path = written(tmp_path, "name,city\nMüller,Köln\n".encode("cp850"))
    assert read_table(path, encoding="cp850").rows == [("Müller", "Köln")]


def test_a_wrong_stated_encoding_names_the_line(tmp_path):
    path = written(tmp_path, "name,city\nMüller,Köln\n".encode("cp1252"))
    assert "Line 2" in refusal(path, encoding="utf-8")
    assert "no encoding" in refusal(path, encoding="utf-99")


# --- refused --------------------------------------------------------------------------------------


def test_what_is_no_table_is_named(tmp_path):
    assert "PNG" in refusal(written(tmp_path, b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "logo.csv"))
    assert "PDF" in refusal(written(tmp_path, b"%PDF-1.7\n...", "offer.csv"))
    assert "web page" in refusal(written(tmp_path, "<html><table><tr><td>1</td></tr></table>", "report.xls"))
    assert "JSON" in refusal(written(tmp_path, '{"name": "Acme"}', "board.json"))
    assert "JSON" in refusal(written(tmp_path, '[{"name": "Acme"}]', "cards.json"))
    assert "binary" in refusal(written(tmp_path, bytes(range(256)) * 8, "noise.csv"))
    assert "cut short" in refusal(written(tmp_path, b"PK\x03\x04 and nothing more", "table.xlsx"))


def test_a_zip_that_is_no_workbook(tmp_path):
    path = tmp_path / "photos.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "hello")
    assert "zip" in refusal(path)


def test_a_locked_or_broken_workbook(tmp_path):
    assert "damaged" in refusal(written(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.xls"))


def test_files_that_cannot_be_opened(tmp_path):
    assert "no file" in refusal(tmp_path / "nowhere.csv")
    assert "folder" in refusal(tmp_path)
    assert "empty" in refusal(written(tmp_path, ""))
    assert "only empty lines" in refusal(written(tmp_path, "\n \n\n"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    path = written(tmp_path, "a,b\n1,2\n")
    path.chmod(0)
    assert "may not be read" in refusal(path)


def test_a_header_without_a_row(tmp_path):
    assert "no row" in refusal(written(tmp_path, "name,city\n"))
    assert "no row" in refusal(written(tmp_path, "name,city\n,\n"))


def test_a_nul_is_refused_with_its_line(tmp_path):
    assert "Line 3" in refusal(written(tmp_path, "name,city\nAcme,Bonn\nBe\0ta,Rome\n"))


def test_a_quotation_mark_that_is_never_closed_is_not_swallowed(tmp_path):
    text = refusal(written(tmp_path, 'name,note\nAcme,fine\nBeta,"open\nGamma,x\n'))
    assert "“open”" in text and "record 3" in text


# --- workbooks ------------------------------------------------------------------------------------


def workbook(tmp_path, name="book.xlsx"):
    path = tmp_path / name
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        book.add_worksheet("Cover")
        page = book.add_worksheet("Deals")
        page.write_row(2, 1, ["title", "amount", "expected close", "rate", "sure"])
        page.write_row(3, 1, ["Website", 1200, date(2026, 3, 12), 0.5, True])
        page.write_row(4, 1, ["=1+1", 3.25, datetime(2026, 3, 12, 14, 30)])
        book.add_worksheet("Notes").write(0, 0, "only text")
    return path


def test_a_workbook_keeps_its_types(tmp_path):
    table = read_table(workbook(tmp_path))
    assert table.source_kind == "xlsx" and table.sheets == ("Cover", "Deals", "Notes")
    assert table.headers == ("title", "amount", "expected close", "rate", "sure")
    assert table.rows[0] == ("Website", 1200, date(2026, 3, 12), 0.5, True)
    assert type(table.rows[0][1]) is int and type(table.rows[0][2]) is date
    assert table.rows[1][1:] == (3.25, datetime(2026, 3, 12, 14, 30), None, None)
    assert "“Deals” was read" in table.notes[0]


def test_a_workbook_is_known_by_its_content(tmp_path):
    assert read_table(workbook(tmp_path, "export.csv")).source_kind == "xlsx"


def test_a_sheet_is_chosen_by_name(tmp_path):
    assert "“Deals”" in refusal(workbook(tmp_path), sheet="Deal")
    assert "no row" in refusal(workbook(tmp_path), sheet="Notes")
    assert read_table(workbook(tmp_path), sheet="Deals").notes == ()


# --- files that others wrote ----------------------------------------------------------------------


@pytest.mark.skipif(not (DATA / "csv").is_dir(), reason="the sample data is not here")
def test_the_csv_spectrum():
    cases = sorted((DATA / "csv" / "csvs").glob("*.csv"))
    assert len(cases) == 11
    for case in cases:
        table = read_table(case)
        found = [dict(zip(table.headers, row, strict=True)) for row in table.rows]
        expected = (DATA / "csv" / "json" / f"{case.stem}.json").read_text(encoding="utf-8")
        # The file 'newlines_crlf' stands in the folder with plain line feeds.
        assert found == json.loads(expected.replace("\\r\\n", "\\n") if case.stem == "newlines_crlf" else expected)


@pytest.mark.skipif(not (DATA / "crm").is_dir(), reason="the sample data is not here")
def test_real_deals_are_read_whole():
    table = read_table(DATA / "crm" / "sales_pipeline.csv")
    assert len(table.rows) == 8800 and table.notes == ()
    stages = [row[table.headers.index("deal_stage")] for row in table.rows]
    assert (stages.count("Won"), stages.count("Lost")) == (4238, 2473)


def test_a_text_without_any_delimiter():
    assert sniff_delimiter("") == sniff_delimiter("name\nAcme") == ""


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1252", "Søren Østergaard;København;Sørensen;Bjørn Jørgensen"),
        ("cp1252", "François Gérard;Sœur façade;Société Noël;Forêt déjà"),
        ("cp1252", "Björn Åsa;Malmö;Göteborg;Ängström;Skåne"),
        ("cp1252", "Caffè Città;Libertà;Perché;Università"),
        ("cp1250", "Szőke Gyűjtő;Könyv;Kőszeg;Ügyfél"),
        ("cp1250", "Dvořák;Příbram;Žižkov;Šťastný;Děčín"),
        ("cp1250", "Łódź;Świętokrzyska;Gdańsk;Wałęsa"),
    ],
)
def test_a_few_names_are_enough_to_know_the_code_page_of_a_language(tmp_path, encoding, names):
    path = tmp_path / "clients.csv"
    path.write_bytes("\n".join(["name", *names.split(";")]).encode(encoding))
    table = read_table(path)
    assert [row[0] for row in table.rows] == names.split(";")
    assert any("a guess" in note for note in table.notes)


def test_a_cover_before_the_table_is_passed_over(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Cover").write(0, 0, "Deals of the year")
        page = book.add_worksheet("Deals")
        for row, cells in enumerate((("title", "amount"), ("A", 5))):
            page.write_row(row, 0, cells)
    table = read_table(path)
    assert table.headers == ("title", "amount") and table.notes == ("The workbook has 2 sheets; “Deals” was read.",)
