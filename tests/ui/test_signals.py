"""Guards against a release of PySide6 that cannot count references: 6.12.0 aborted after some 550 emissions."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Bell(QObject):
    rung = Signal(int)


def test_five_thousand_emissions_are_received() -> None:
    bell = Bell()
    heard: list[int] = []
    bell.rung.connect(heard.append)
    for number in range(5000):
        bell.rung.emit(number)
    assert heard == list(range(5000))
