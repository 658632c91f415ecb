"""The order of fields: by tag, except where the order of the source says something.

Names, subjects and notes keep their order among themselves: it is that of their importance, and by it the access
points are the same there and back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from marc.crosswalk.work import Made
from marc.record import Field

_VARIANTS = "51"
# Tags that keep the order of the source among themselves, and where they stand
_GROUPS = {
    "cnmarc": {"50": "50.", _VARIANTS: "5[1-9].", "60": "6[01].", "70": "70.", "71": "71."},
    "marc21": {"5": "5..", "6": "6..", "71": "71[01]"},
}


def in_order(made: Sequence[Made], target: str) -> tuple[Field, ...]:
    """The fields in the order in which they stand in the record."""
    groups = dict(_GROUPS[target])
    if target == "cnmarc" and _variants_are_sorted(made):
        del groups[_VARIANTS]

    def key(one: Made) -> tuple[bool, str, bool]:
        tag = one.field.tag
        group = next((head for head, tags in groups.items() if re.fullmatch(tags, tag)), "")
        return not tag[:1].isdigit(), group or tag, one.later

    return tuple(one.field for one in sorted(made, key=key))


def _variants_are_sorted(made: Sequence[Made]) -> bool:
    """Whether the variant titles that come from one tag stay in their order if they are sorted by tag."""
    tags = [one.field.tag for one in made if one.source == "246"]
    return tags == sorted(tags)
