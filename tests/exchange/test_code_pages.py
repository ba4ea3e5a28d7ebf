"""Small files of names in the code pages of other systems and other days are read as they were meant."""

from __future__ import annotations

import pytest

from app.exchange import code_pages

WEST = {
    "German": "Jörg Müller,Köln\nÄnne Weiß,Fürth\nKäthe Böhm,Gießen\n",
    "Spanish": "José Ibáñez,Cádiz\nMaría Núñez,Málaga\nÓscar Peña,León\n",
    "French": "Hélène Lefèvre,Besançon\nBenoît Gérard,Orléans\nZoé Fournier,Nîmes\n",
    "Swedish": "Åsa Sjöberg,Malmö\nPär Lindström,Växjö\nBjörn Hägg,Linköping\n",
}
EAST = {
    "Polish": ("cp1250", "Łukasz Wójcik,Łódź\nMałgorzata Dąbrowska,Kraków\n"),
    "Czech": ("cp1250", "Jiří Dvořák,Plzeň\nŠárka Nováková,České Budějovice\n"),
    "Hungarian": ("cp1250", "Győző Szűcs,Győr\nÁgnes Kőszegi,Székesfehérvár\n"),
    "Lithuanian": ("cp1257", "Žydrūnas Šimkus,Šiauliai\nEglė Jankauskaitė,Panevėžys\n"),
    "Turkish": ("cp1254", "Gülşah Yıldız,İzmir\nÇağrı Işık,Muğla\n"),
}


def read(text: str, encoding: str) -> str:
    data = f"name,city\n{text}".encode(encoding)
    found = code_pages.likeliest(data)
    assert found is not None
    return data.decode(found).removeprefix("name,city\n")


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("text", WEST.values(), ids=list(WEST))
def test_names_of_the_west_are_read_in_today_s_code_page_and_in_old_ones(text: str, encoding: str) -> None:
    assert read(text, encoding) == text


@pytest.mark.parametrize(("encoding", "text"), EAST.values(), ids=list(EAST))
def test_names_of_the_east_are_not_taken_for_old_ones_of_the_west(encoding: str, text: str) -> None:
    assert read(text, encoding) == text


@pytest.mark.parametrize("note", ["100 µm", "O’Neil – “ok”", "€ 1200", "25 °C", "© 2020", "½ day", "§ 5"])
def test_a_sign_alone_speaks_for_no_old_code_page(note: str) -> None:
    for text in (f"Ann Baker,{note}\n", f"Jörg Müller,{note}\nIda Weiß,Fürth\n"):
        assert read(text, "cp1252") == text
