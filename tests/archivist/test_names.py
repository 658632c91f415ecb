"""The list of names that an archive may have."""

from __future__ import annotations

from pathlib import Path

import pytest

from archivist.errors import ArchivistError
from archivist.names import FILE, names_in, names_of
from archivist.workspace import Workspace


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_names_are_read_in_the_encodings_that_editors_write(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "names.txt"
    path.write_text("达赉湖\n扎赉诺尔\n", encoding)
    assert names_of(path) == ("达赉湖", "扎赉诺尔")


def test_an_archive_has_the_names_of_its_list_or_none(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "a", "Test") as ws:
        assert names_in(ws) == ()
        (tmp_path / "a" / FILE).write_text("达赉湖\n", "utf-8")
        assert names_in(ws) == ("达赉湖",)


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchivistError, match=r"nothing\.txt"):
        names_of(tmp_path / "nothing.txt")
    (tmp_path / "picture.txt").write_bytes(b"\xff\xfe\xff\xff\x80")
    with pytest.raises(ArchivistError, match="no text"):
        names_of(tmp_path / "picture.txt")
