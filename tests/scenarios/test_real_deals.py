"""The 8,800 real deals: accounts and products first, then deals; known totals, everything odd reported, one undo."""

from __future__ import annotations

from pathlib import Path

from app.domain.money import major_text
from app.exchange import importing
from app.models.store import Store
from app.services import deal_board, deals, figures

MAPS = {
    "title": "opportunity_id", "external_id": "opportunity_id", "client": "account", "stage": "deal_stage", "created": "engage_date",
    "closed": "close_date", "amount": "close_value", "owner": "sales_agent", "product": "product",
}  # fmt: skip


def _import(store: Store, data: Path, **options: str) -> importing.Report:
    return importing.run(store, "deals", data / "crm" / "sales_pipeline.csv", explicit=MAPS, **options)  # type: ignore[arg-type]


def test_accounts_products_and_deals_come_in_with_the_known_totals(store: Store, data: Path) -> None:
    clients = importing.run(store, "clients", data / "crm" / "accounts.csv", explicit={"name": "account"})
    assert clients.landed.created == 85 and clients.unused
    products = importing.run(
        store, "products", data / "crm" / "products.csv", explicit={"name": "product", "price": "sales_price"}
    )
    assert products.landed.created == 7
    report = _import(store, data)
    assert (report.landed.created, report.landed.errors) == (8800, [])
    totals = figures.totals(store)
    assert (totals.deals, totals.won, totals.lost, totals.open, totals.clients) == (8800, 4238, 2473, 2089, 85)
    assert major_text(totals.won_minor, totals.currency) == "10005534.00"
    assert [(row[1], row[2], row[3]) for row in report.likely] == [("GTXPro", "GTX Pro", 1480)]
    said = " ".join((*report.stated, *report.landed.notes))
    assert "EUR, the home currency, is taken" in said and "1,425 deals have no client" in said
    assert deal_board.chips(store, deal_board.DealFilter())["no_client"] == 1425
    assert {name for name, count in [(column.name, column.count) for column in deal_board.board(store, deal_board.DealFilter())] if count} == {
        "Engaging", "Prospecting",
    }  # fmt: skip
    store.undo()
    assert figures.totals(store).deals == 0 and figures.totals(store).clients == 85


def test_the_same_file_again_creates_nothing_and_an_update_changes_only_what_differs(store: Store, data: Path) -> None:
    _import(store, data)
    again = _import(store, data, on_duplicate="skip")
    assert (again.landed.created, again.landed.updated, again.landed.skipped) == (0, 0, 8800)
    deal = deal_board.list_ids(store, deal_board.DealFilter())[0]
    deals.change(store, deal, "title", "Renamed")
    updated = _import(store, data)
    assert (updated.landed.created, updated.landed.updated, updated.landed.skipped) == (0, 1, 8799)


def test_a_dry_run_says_the_same_and_changes_nothing(store: Store, data: Path) -> None:
    foreseen = importing.run(store, "deals", data / "crm" / "sales_pipeline.csv", explicit=MAPS, dry_run=True)
    assert figures.totals(store).deals == 0 and store.undo_label is None
    assert foreseen.as_json() == _import(store, data).as_json()
