from __future__ import annotations

import pytest

from storage.archive import Archive
from storage.errors import Conflict, NotFound
from storage.values import NewRecord, Points
from tests.storage.conftest import book


def test_the_bytes_of_a_record_come_back_as_they_were(archive: Archive) -> None:
    raw = bytes(range(256))
    points = Points("題名", "著者", "出版", "1985", "7-204", "K", "chi", ("a", "b"), "題名\n著者", 1, 2)
    stored = archive.records.add(NewRecord(raw, "gbk", "cnmarc", points, note="import"))
    assert (stored.raw, stored.encoding, stored.format, stored.points) == (raw, "gbk", "cnmarc", points)
    assert archive.records.get(stored.id) == stored
    assert archive.records.history(stored.id)[0].note == "import"


def test_a_saved_record_keeps_every_earlier_version(archive: Archive) -> None:
    first = archive.records.add(book("初稿", raw=b"1"))
    second = archive.records.save(first.id, 1, book("定稿", raw=b"2"))
    assert (second.version, second.raw) == (2, b"2")
    assert archive.records.version(first.id, 1).raw == b"1"
    assert archive.records.version(first.id, 1).points.title == "初稿"
    assert [v.version for v in archive.records.history(first.id)] == [1, 2]


def test_saving_over_somebody_elses_version_is_a_conflict_that_shows_theirs(archive: Archive) -> None:
    stored = archive.records.add(book("原"))
    archive.records.save(stored.id, 1, book("甲"))
    with pytest.raises(Conflict, match="version 2, not 1") as conflict:
        archive.records.save(stored.id, 1, book("乙"))
    assert conflict.value.current == archive.records.get(stored.id)
    assert archive.records.get(stored.id).points.title == "甲"


def test_a_deleted_record_leaves_lists_keys_and_search_but_not_history(archive: Archive) -> None:
    stored = archive.records.add(book("達賚湖志", "key"))
    archive.records.delete(stored.id, 1, "twice")
    assert archive.records.count() == 0
    assert archive.records.rows() == ()
    assert archive.records.ids() == ()
    assert archive.records.same_keys(["key"]) == ()
    assert archive.search.find("達賚湖").total == 0
    assert [v.note for v in archive.records.history(stored.id)] == ["", "twice"]
    assert archive.records.version(stored.id, 1) == stored
    with pytest.raises(NotFound, match="no record 1"):
        archive.records.get(stored.id)
    with pytest.raises(NotFound):
        archive.records.save(stored.id, 2, book("again"))


def test_a_batch_is_kept_whole_or_not_at_all(archive: Archive) -> None:
    broken = NewRecord(b"", None, "cnmarc", Points())  # type: ignore[arg-type]  # what a bug of a caller would give
    with pytest.raises(Exception, match="NOT NULL"):
        archive.records.add_many([book("一"), broken])
    assert archive.records.count() == 0
    assert archive.records.add_many(book(title) for title in "甲乙丙") == [1, 2, 3]


def test_rows_come_in_the_order_asked_for_a_stretch_at_a_time(archive: Archive) -> None:
    archive.records.add_many([book("c"), book("a"), book("b")])
    titles = [row.points.title for row in archive.records.rows(order="title")]
    assert titles == ["a", "b", "c"]
    assert [row.id for row in archive.records.rows(offset=1, limit=1, order="id")] == [2]
    assert [row.id for row in archive.records.rows(order="changed")] == [3, 2, 1]
    assert [row.id for row in archive.records.rows(order="title", ids=[1, 3, 99])] == [3, 1]
    assert archive.records.rows(ids=[]) == ()
    assert archive.records.rows(ids=range(100_000))[0].points.title == "a"


def test_rows_hold_all_points_of_a_record(archive: Archive) -> None:
    points = Points("題", "著", "版", "1985", "7", "K", "chi", ("a", "b"), "題\n著", 1, 2)
    archive.records.add(NewRecord(b"", "gbk", "cnmarc", points))
    assert archive.records.rows()[0].points == points


def test_records_are_sorted_out_by_their_faults(archive: Archive) -> None:
    archive.records.add_many([book("a", errors=1, warnings=1), book("b", warnings=2), book("c")])
    assert archive.records.ids("errors") == (1,)
    assert archive.records.ids("warnings") == (1, 2)
    assert archive.records.ids("clean") == (3,)
    assert [archive.records.count(having) for having in ("all", "errors", "warnings", "clean")] == [3, 1, 2, 1]
    assert [row.id for row in archive.records.rows(having="warnings", order="id")] == [1, 2]


def test_records_with_one_key_in_common_are_found(archive: Archive) -> None:
    archive.records.add_many([book("a", "isbn:1", "t:a"), book("b", "isbn:2"), book("c", "t:a")])
    assert archive.records.same_keys(["t:a", "isbn:2", "none"]) == (1, 2, 3)
    archive.records.save(1, 1, book("a", "isbn:9"))
    assert archive.records.same_keys(["t:a"]) == (3,)
    assert archive.records.same_keys([]) == ()


def test_a_stream_gives_every_record_once_in_the_order_asked_for(archive: Archive) -> None:
    ids = archive.records.add_many(book(str(n)) for n in range(450))
    assert [record.id for record in archive.records.stream()] == ids
    assert [record.points.title for record in archive.records.stream([400, 3, 77])] == ["399", "2", "76"]


def test_a_stream_leaves_out_what_is_deleted_while_it_runs(archive: Archive) -> None:
    archive.records.add_many(book(str(n)) for n in range(300))
    stream = archive.records.stream()
    next(stream)
    archive.records.delete(300, 1, "")
    assert sum(1 for _ in stream) == 298


def test_unreadable_bytes_are_kept_with_where_they_were(archive: Archive) -> None:
    archive.records.keep_damaged("batch.iso", 3, 1200, "no record", b"\x00\xff garbage")
    (kept,) = archive.records.damaged()
    assert (kept.file, kept.number, kept.offset, kept.reason) == ("batch.iso", 3, 1200, "no record")
    assert kept.raw == b"\x00\xff garbage"


def test_a_number_that_was_deleted_is_never_given_again(archive: Archive) -> None:
    stored = archive.records.add(book("a"))
    archive.records.delete(stored.id, 1, "")
    assert archive.records.add(book("b")).id != stored.id
