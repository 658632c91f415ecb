"""Which backups stay: many of late, few of long ago."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Keep:
    """For how many of the last days, weeks and months of which there are backups the newest one is kept."""

    daily: int = 12
    weekly: int = 10
    monthly: int = 9


def kept(moments: Iterable[datetime], now: datetime, keep: Keep | None = None) -> frozenset[datetime]:
    """The moments whose backups stay: all of the last 24 hours, then the newest of each day, week and month.

    Days without a backup are not counted, so a long pause costs nothing.
    """
    rule = keep or Keep()
    newest_first = sorted(set(moments), reverse=True)
    stays = {moment for moment in newest_first if moment > now - timedelta(days=1)}
    stays.update(newest_first[:1])
    for count, period in ((rule.daily, _day), (rule.weekly, _week), (rule.monthly, _month)):
        first: dict[tuple[int, ...], datetime] = {}
        for moment in newest_first:
            first.setdefault(period(moment), moment)
        stays.update(list(first.values())[:count])
    return frozenset(stays)


def _day(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month, moment.day


def _week(moment: datetime) -> tuple[int, ...]:
    return tuple(moment.isocalendar())[:2]


def _month(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month
