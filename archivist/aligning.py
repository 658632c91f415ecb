"""Then and now for the window: photographs are aligned, kept and printed in a process of their own.

That process loads OpenCV and numpy; this module does not, and hands out values without them.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from archivist.describing import Comparison
from archivist.i18n import _
from archivist.process import Place, Process
from archivist.workspace import Workspace

__all__ = ["Aligner", "Laid", "Place"]


@dataclass(frozen=True, slots=True)
class Laid:
    """How two pages lie on each other: `then` is a PNG of the old photograph in the frame of the new one, `size` that
    frame in pixels, `error` how far the points are off on average, in its pixels."""

    comparison: Comparison
    then: bytes
    size: tuple[int, int]
    error: float


class Aligner:
    """Every piece of work is a generator, see `Process`."""

    def __init__(self) -> None:
        self._process = Process(
            _("The program that aligns photographs crashed on these two; try smaller copies of them.")
        )

    @property
    def idle(self) -> bool:
        """Whether there is no process."""
        return self._process.idle

    def lay(self, place: Place, comparison: Comparison) -> Generator[Laid | str | None, None, None]:
        """Lays the old photograph over the new one."""
        yield from self._process.run(_lay, place, comparison)

    def keep(self, place: Place, comparison: Comparison) -> Generator[Path | str | None, None, None]:
        """Keeps the comparison with the newer document; yields the folder of the archive when it is kept."""
        yield from self._process.run(_keep, place, comparison)

    def print_sheet(
        self, place: Place, comparison: Comparison, out: Path, paper: str, paper_language: str
    ) -> Generator[Path | str | None, None, None]:
        """Writes both photographs side by side as a PDF and yields its name; see `archivist.comparing.print_sheet`."""
        yield from self._process.run(_print, place, comparison, out, paper, paper_language)

    def close(self) -> None:
        """Ends the process; what it has in hand is dropped."""
        self._process.close()


def _lay(ws: Workspace, comparison: Comparison) -> Laid:
    from archivist import comparing

    found = comparing.compare(ws, comparison)
    return Laid(comparison, found.then, found.size, found.alignment.error)


def _keep(ws: Workspace, comparison: Comparison) -> Path:
    from archivist import comparing

    comparing.keep(ws, comparison)
    return ws.folder


def _print(ws: Workspace, comparison: Comparison, out: Path, paper: str, paper_language: str) -> Path:
    from archivist import comparing

    comparing.print_sheet(ws, comparing.compare(ws, comparison), out, paper=paper, language=paper_language)
    return out
