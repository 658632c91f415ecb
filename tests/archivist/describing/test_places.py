"""A place is found under every name it had, and the library adds its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archivist.errors import ArchivistError
from archivist.places import gazetteer, named_places, places_in
from archivist.workspace import Workspace


@pytest.mark.parametrize("name", ["达赉湖", "達賚湖", "呼伦湖", "达赖湖", "далай нуур", "Далай-Нор"])
def test_a_lake_is_found_by_each_of_its_names_in_any_writing(name: str) -> None:
    (found,) = gazetteer().find(name)
    assert found.id == "hulun-lake"


def test_all_names_of_a_place_are_given_for_a_search_the_one_asked_for_first() -> None:
    names = gazetteer().names_of("胪滨")
    assert names[0] == "胪滨"
    assert {"满洲里", "Маньчжурия"} <= set(names)
    assert gazetteer().names_of("无名屯") == ("无名屯",)


def test_a_place_lies_in_others() -> None:
    assert [place.id for place in gazetteer().around("jalainur")] == ["manzhouli", "hulunbuir"]


def test_every_place_lies_in_a_known_place_and_its_years_are_in_order() -> None:
    known = gazetteer()
    for place in known:
        assert not place.within or known.get(place.within), place.id
        assert all(not (name.first and name.last) or name.first <= name.last for name in place.names)


def test_the_library_adds_places_and_names(ws: Workspace) -> None:
    (ws.folder / "places.csv").write_text(
        "id,kind,names,within,latitude,longitude,note\n"
        "hulun-lake,,伊和诺尔,,,,\n"
        ",village,小河口；河口村|1958-1983,manzhouli,49.1,117.6,渔村\n",
        "utf-8-sig",
    )
    (ws.folder / "places.toml").write_text('place = [{ names = ["东庙"], kind = "temple" }]', "utf-8")
    known = gazetteer(ws)
    assert "伊和诺尔" in known.names_of("呼伦湖")
    (village,) = known.find("河口村")
    assert (village.name, village.within, village.latitude) == ("小河口", "manzhouli", 49.1)
    assert village.names[1].first == 1958
    assert named_places(["东庙", "无名屯"], known) == {"东庙": "东庙"}


@pytest.mark.parametrize(("name", "text"), [
    ("places.toml", "place = ["), ("places.toml", "x = 1"), ("places.toml", 'place = [{ id = "a" }]'),
    ("places.csv", "id,names\na,\n"), ("places.csv", "names,latitude\n某地,north\n"),
    ("places.toml", 'place = [{ names = ["a|then"] }]'),
])  # fmt: skip
def test_a_faulty_list_is_named(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(ArchivistError, match=name):
        places_in(path)


def test_the_command_shows_a_place(ws: Workspace, say: Callable[..., Any]) -> None:
    code, items, _err = say("places", "show", "達賚湖", "--archive", ws.folder, "--json")
    assert (code, items[0]["id"]) == (0, "hulun-lake")
    assert say("places", "show", "无名屯", "--archive", ws.folder)[0] == 1
    assert len(say("places", "list", "--archive", ws.folder, "--json")[1]) > 30
