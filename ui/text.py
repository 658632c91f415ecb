"""How numbers, dates and durations are written, and the mark for texts that are translated when they are shown."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from archivist.i18n import _, ngettext


def later(text: str) -> str:
    """Marks a text of a table as one to translate; the table's reader calls `_` when it shows it."""
    return text


def number(value: int) -> str:
    """1,248 rather than 1248."""
    return f"{value:,}"


def size(count: int) -> str:
    """Bytes as 640 KB, 12.5 MB or 3.2 GB."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        if count >= factor:
            return f"{count / factor:,.1f} {unit}"
    return f"{round(count / 1e3):,} KB"


def percent(share: float) -> str:
    """0.93 as 93 %; cut off and not rounded, so that only what is certain reads 100 %."""
    return f"{int(share * 100)} %"


def day(stamp: str) -> str:
    """The local day of an ISO time stamp, as 2023-11-14."""
    return _local(stamp, "%Y-%m-%d")


def minute(stamp: str) -> str:
    """The local time of an ISO time stamp, as 2023-11-14 09:30."""
    return _local(stamp, "%Y-%m-%d %H:%M")


def _local(stamp: str, form: str) -> str:
    try:
        return datetime.fromisoformat(stamp).astimezone().strftime(form)
    except ValueError:
        return stamp


def time_left(seconds: float) -> str:
    """A rough duration, in the unit that a person would use."""
    if seconds < 60:
        count = max(1, round(seconds))
        return ngettext("about {n} second", "about {n} seconds", count).format(n=count)
    if seconds < 3600:
        count = round(seconds / 60)
        return ngettext("about {n} minute", "about {n} minutes", count).format(n=count)
    count = round(seconds / 3600)
    return ngettext("about {n} hour", "about {n} hours", count).format(n=count)


def took(seconds: float) -> str:
    """How long a search took."""
    if seconds < 1:
        return _("{n} ms").format(n=max(1, round(seconds * 1000)))
    return _("{n} s").format(n=f"{seconds:.1f}")


def file_name(path: Path | str, longest: int = 48) -> str:
    """The name of a file, elided in the middle so that its end (the number, the extension) stays to be seen."""
    name = Path(path).name
    if len(name) <= longest:
        return name
    half = longest // 2
    return f"{name[: half - 1]}…{name[-half:]}"


def joined(*parts: str) -> str:
    """The parts that say something, with a dot between them."""
    return "  ·  ".join(part for part in parts if part)
