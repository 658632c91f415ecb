"""Work beside the window: nothing is lost, everything can be stopped, errors arrive."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.jobs import Jobs


@pytest.fixture
def jobs(qapp: object) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    assert made.stop()


def test_three_thousand_results_arrive_all_and_in_order(jobs: Jobs, qtbot: QtBot) -> None:
    got: list[int] = []
    jobs.drive(lambda: iter(range(3000)), on_item=got.append)
    qtbot.waitUntil(lambda: jobs.idle, timeout=10_000)
    assert got == list(range(3000))


def test_three_thousand_jobs_deliver_three_thousand_results(jobs: Jobs, qtbot: QtBot) -> None:
    got: list[int] = []
    for number in range(3000):
        jobs.start(lambda number=number: number, on_done=got.append)  # type: ignore[misc]
    qtbot.waitUntil(lambda: jobs.idle, timeout=20_000)
    assert sorted(got) == list(range(3000))


def test_callbacks_run_in_the_thread_of_the_window(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[tuple[int, int]] = []
    jobs.start(threading.get_ident, on_done=lambda worker: seen.append((worker, threading.get_ident())))
    qtbot.waitUntil(lambda: jobs.idle)
    ((worker, window),) = seen
    assert window == threading.get_ident() != worker


def test_the_database_lane_does_one_thing_at_a_time_and_in_order(jobs: Jobs, qtbot: QtBot) -> None:
    busy = threading.Lock()
    order: list[int] = []

    def work(number: int) -> int:
        assert busy.acquire(blocking=False)
        time.sleep(0.001)
        busy.release()
        return number

    for number in range(50):
        jobs.start(lambda number=number: work(number), on_done=order.append, lane="database")  # type: ignore[misc]
    qtbot.waitUntil(lambda: jobs.idle)
    assert order == list(range(50))


def test_a_cancelled_iterator_is_closed_and_what_it_made_is_kept(jobs: Jobs, qtbot: QtBot) -> None:
    closed = threading.Event()
    got: list[int] = []

    def endless() -> Iterator[int]:
        try:
            number = 0
            while True:
                yield number
                number += 1
                time.sleep(0.001)
        finally:
            closed.set()

    job = jobs.drive(endless, on_item=got.append, title="Count")
    qtbot.waitUntil(lambda: len(got) >= 5)
    job.cancel()
    qtbot.waitUntil(lambda: jobs.idle)
    assert closed.is_set()
    assert job.state == "cancelled"
    assert got == list(range(len(got)))


def test_a_job_that_is_cancelled_while_it_waits_never_starts(jobs: Jobs, qtbot: QtBot) -> None:
    gate = threading.Event()
    ran: list[str] = []
    jobs.start(gate.wait, lane="database")
    second = jobs.start(lambda: ran.append("second"), lane="database")
    second.cancel()
    gate.set()
    qtbot.waitUntil(lambda: jobs.idle)
    assert ran == []


def test_an_error_is_given_to_its_callback_with_what_came_before_it(jobs: Jobs, qtbot: QtBot) -> None:
    got: list[int] = []
    errors: list[Exception] = []

    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("page 2")

    jobs.drive(broken, on_item=got.append, on_error=errors.append)
    qtbot.waitUntil(lambda: jobs.idle)
    assert got == [1]
    assert [str(error) for error in errors] == ["page 2"]


def test_an_error_that_nobody_waits_for_is_told_by_the_signal(jobs: Jobs, qtbot: QtBot) -> None:
    with qtbot.waitSignal(jobs.failed) as told:
        jobs.start(lambda: 1 // 0)
    assert isinstance(told.args[0], ZeroDivisionError)


def test_a_callback_that_raises_does_not_stop_the_others(jobs: Jobs, qtbot: QtBot) -> None:
    got: list[int] = []

    def take(number: int) -> None:
        got.append(number)
        if number == 3:
            raise RuntimeError("a fault in the window")

    with qtbot.captureExceptions() as caught:
        jobs.drive(lambda: iter(range(10)), on_item=take)
        qtbot.waitUntil(lambda: jobs.idle)
    assert got == list(range(10))
    assert len(caught) == 1


def test_time_left_is_unknown_at_first(jobs: Jobs, qtbot: QtBot) -> None:
    job = jobs.drive(lambda: iter([1]), total=10)
    assert job.seconds_left() is None
    qtbot.waitUntil(lambda: jobs.idle)
