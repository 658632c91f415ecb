"""Where a phrase stands in a text as it is written, found without folding the text.

To fold a page takes twenty times as long as to look for one phrase in it. In a plain text each sign folds by itself, to
one letter or to none, and between Chinese characters nothing remains of a gap. So a phrase of those is, in the text as
it is, a row of written forms with any gaps in between. What is not plain must be folded.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from storage.folded import UNSPACED, Pieces, is_gap
from storage.values import Span

_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff"
"""Of these Unicode's compatibility form is themselves, so the table of written forms alone says how they fold."""
_GAP = "[\\W_]"
_OTHERS = (
    "\n\r\t\u2014\u2018\u2019\u201c\u201d\u2026\u00b7",
    *map(chr, (*range(0x20, 0x7F), *range(0x3000, 0x3003), *range(0x3008, 0x3012), *range(0xFF01, 0xFF5F))),
)
"""What stands among Chinese characters in ordinary print: spaces, punctuation, letters and digits of any width."""
_ANY_GAP = re.compile(_GAP)
# Between two letters or digits of scripts with spaces: of such a gap a letter may remain, see `analyser`.
_GAP_OF_WORDS = re.compile(f"[^\\W_{_IDEOGRAPHS}]{_GAP}+[^\\W_{_IDEOGRAPHS}]")


class Written:
    """Knows by the table of written forms (`folding`) what may stand for a letter; `pieces` says how a sign folds."""

    def __init__(self, folding: Mapping[str, str], pieces: Pieces) -> None:
        self._folding = folding
        signs = {sign: pieces[sign] for sign in "".join(_OTHERS)}
        plain = [sign for sign, folded in signs.items() if is_gap(folded) == bool(_ANY_GAP.match(sign))]
        self._plain = re.compile(f"[{_IDEOGRAPHS}{re.escape(''.join(plain))}]*+")
        self._forms: dict[str, str] = {}
        for form, letter in (*folding.items(), *signs.items()):
            self._forms[letter] = self._forms.get(letter, "") + form

    def is_plain(self, text: str) -> bool:
        """Whether `pattern` finds a phrase in this text exactly where folding finds it."""
        return self._plain.fullmatch(text) is not None

    def pattern(self, phrase: str, *, exact: bool = False) -> re.Pattern[str] | None:
        """What finds a folded phrase in plain text; None for one that is not all of signs written without spaces.

        With `exact` the phrase is folded strictly, and each sign stands for itself alone.
        """
        if not all(map(UNSPACED.match, phrase)):
            return None
        return re.compile(f"{_GAP}*+".join(re.escape(sign) if exact else self._class_of(sign) for sign in phrase))

    def _class_of(self, letter: str) -> str:
        forms = self._forms.get(letter, "") + letter * (letter not in self._folding)
        return f"[{re.escape(forms)}]" if len(forms) > 1 else re.escape(forms)


def standing(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """Every place where a phrase stands in plain text, those that overlap too."""
    found = pattern.search(text)
    while found:
        yield found.span()
        found = pattern.search(text, found.start() + 1)


class Letters:
    """Counts the letters of a plain text before a place in it."""

    def __init__(self, text: str) -> None:
        self._gaps = [found.start() for found in _ANY_GAP.finditer(text)]

    def before(self, place: int) -> int:
        """As many as there would be in the folded text, if that has no gap of words (`has_gap_of_words`)."""
        return place - bisect_left(self._gaps, place)


def has_gap_of_words(text: str) -> bool:
    """Whether in folded plain text a space may remain."""
    return _GAP_OF_WORDS.search(text) is not None
