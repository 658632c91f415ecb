"""The one analyser of search: what two pieces of text must have in common to be the same to a reader.

Used unchanged on both sides, for what is kept and for what is asked, and by every back end. It folds text and keeps,
for every folded character, the place it came from; an index of the pairs of neighbours in the folded text then finds
every substring exactly.

What folding does, in this order, to each cluster (a character with the accents set on it) without regard to its
neighbours:

0. A word of traditional Mongolian is one cluster and becomes signs for what is seen of it (see `mongolian`), in
   Menksoft's private-use characters too.
1. Unicode's compatibility form, composed (full and half width, ligatures, Ⅳ, ㍻), and lower case.
2. Latin and Greek letters lose their accents; Cyrillic ё, ө, ү become е, о, у (й stays a letter of its own),
   Mongolian digits ours.
3. Chinese characters become the representative of their class (traditional, simplified and variant forms).
4. Letters, digits, marks, private-use characters and the stand-ins for an unreadable character (□ 〓) stay; ○ becomes
   the zero 〇. Everything else (punctuation, white space, symbols, invisible characters) goes.

Then what went is forgotten, with one exception: between two letters or digits of scripts that put spaces between words
one space remains, so that words do not run together (a Mongolian word has edges instead). A hyphen at a line's end
between two such letters joins them, and an apostrophe always does. Between Chinese characters nothing remains, so a
phrase is found across line, column and page ends. Because all this is decided by the characters in between alone, the
folded form of any part of a text is a part of the folded form of the text, unless it cuts a Mongolian word.

Where each line is a thing of its own, as the headings of a record are, `lines_apart` keeps a phrase from running over a
line's end.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property, lru_cache

from storage import menksoft, mongolian
from storage.folded import (
    HYPHEN,
    MARK,
    MONGOLIAN,
    UNSPACED,
    VARIATION_SELECTOR,
    Folded,
    Pieces,
    folded_lines,
    folded_text,
)
from storage.menksoft import Menksoft
from storage.written import Written

# Raise when folding changes, so that every archive makes its index again.
RULES = 3

# Cyrillic letters, and the digits of Mongolian.
_ALIKE = {"ё": "е", "ө": "о", "ү": "у", **{chr(0x1810 + digit): str(digit) for digit in range(10)}}
_STAND_INS = {"□": "□", "▢": "□", "■": "□", "〓": "〓", "\ufffd": "□", "○": "〇", "◯": "〇"}
_LETTER = re.compile(mongolian.LETTER)
_SIGN = re.compile(f"[{mongolian.SIGNS}]")


class Analyser:
    """Folds text and cuts it into the tokens of the index.

    `folding` maps a character to the representative of its class of written forms; characters that are not in it, and
    the representatives, stand for themselves. `private` says what Menksoft's characters are, see `menksoft`.
    """

    def __init__(self, folding: Mapping[str, str], private: Mapping[str, menksoft.Sign] | None = None) -> None:
        self._folding = dict(folding)
        self._private = Menksoft(private or {})
        self._variable = frozenset(self._folding) | frozenset(self._folding.values())
        self._wide = Pieces(self._fold_piece)
        self._strict = Pieces(self._fold_strictly)
        # The parts of a query are looked for in the same text one after the other.
        self._lately_folded = lru_cache(maxsize=8)(self._fold_now)
        # By whether written forms stay apart.
        self._punctuated = {
            False: Pieces(lambda piece: self._fold_piece(piece, punctuation=True)),
            True: Pieces(lambda piece: self._fold_strictly(piece, punctuation=True)),
        }

    @cached_property
    def written(self) -> Written:
        """What finds a phrase in most texts without folding them."""
        return Written(self._folding, self._wide)

    def fingerprint(self) -> str:
        """Changes whenever folding changes: an index made under another one is of no use."""
        table = "".join(f"{form}{self._folding[form]}" for form in sorted(self._folding))
        digest = hashlib.sha256(
            f"{unicodedata.unidata_version}{mongolian.VERSION}{self._private.fingerprint}{table}".encode()
        ).hexdigest()
        return f"{RULES}-{digest[:16]}"

    def fold(self, text: str, *, lines_apart: bool = False) -> Folded:
        """The text as search sees it."""
        return self._lately_folded(text, lines_apart)

    def _fold_now(self, text: str, lines_apart: bool) -> Folded:
        return self._folded(text, self._wide, lines_apart)

    def fold_strictly(self, text: str, *, lines_apart: bool = False) -> Folded:
        """As `fold`, but written forms stay apart: only steps 1 and 4 (width, case, composition, what goes)."""
        return self._folded(text, self._strict, lines_apart)

    def fold_closely(
        self, text: str, *, exact: bool = False, punctuation: bool = False, lines_apart: bool = False
    ) -> Folded:
        """As `fold`; with `exact` as `fold_strictly`; with `punctuation` what is no white space stays.

        No index is made of text with punctuation.
        """
        pieces = self._punctuated[exact] if punctuation else self._strict if exact else self._wide
        return self._folded(text, pieces, lines_apart)

    def _folded(self, text: str, pieces: Pieces, lines_apart: bool) -> Folded:
        text = self._private.with_marks(text)
        return folded_lines(text, pieces) if lines_apart else folded_text(text, pieces)

    def has_one_form(self, phrase: str) -> bool:
        """Whether a folded phrase can be written in one way only, so that `fold` and `fold_strictly` find the same."""
        return all(
            UNSPACED.match(c) and c not in self._variable and c not in "□〓〇" and not _SIGN.match(c) for c in phrase
        )

    def stands_plainly(self, phrase: str, text: str) -> bool:
        """Whether a strictly folded phrase is in a text as it is written: a quick yes; a no says nothing."""
        return phrase in text and all(map(UNSPACED.match, phrase)) and not MARK.search(text)

    def _fold_piece(self, piece: str, *, punctuation: bool = False) -> str:
        if MONGOLIAN.fullmatch(piece) and (seen := mongolian.by_shape(self._private.to_unicode(piece).text)):
            return seen
        return "".join(map(self._fold_form, _fold_width(piece, punctuation=punctuation)))

    def _fold_strictly(self, piece: str, *, punctuation: bool = False) -> str:
        if MONGOLIAN.fullmatch(piece) and _LETTER.search(word := self._private.to_unicode(piece).text):
            return mongolian.by_letters(word)
        return _fold_width(piece, punctuation=punctuation)

    def _fold_form(self, character: str) -> str:
        if character in self._folding:
            return self._folding[character]
        if character in _ALIKE:
            return _ALIKE[character]
        if unicodedata.name(character, "").startswith(("LATIN", "GREEK")):
            return MARK.sub("", unicodedata.normalize("NFKD", character))
        return character


def _fold_width(piece: str, *, punctuation: bool = False) -> str:
    """Steps 1 and 4: the letters of a cluster, composed, in ordinary width and lower case."""
    if piece in _STAND_INS:
        return _STAND_INS[piece]
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", piece).casefold())
    if punctuation:
        # A hyphen that counts must not be taken for a gap.
        composed = composed.replace(HYPHEN, "\u2010")
        return "".join(c for c in MARK.sub("", composed) if _counts(c) or unicodedata.category(c)[0] in "PS")
    return "".join(filter(_counts, MARK.sub("", composed)))


def _counts(character: str) -> bool:
    if UNSPACED.match(character):
        return True
    return unicodedata.category(character)[0] in "LNM" and not VARIATION_SELECTOR.match(character)


def pairs(folded: str) -> str:
    """The overlapping pairs of neighbours of folded text, as words for a tokenizer that parts words at ASCII spaces.

    Folded text has no other ASCII characters than lower-case letters, digits, space and line feed; these two are
    written `·` and `¶` here (punctuation, so never in folded text). Four characters give three pairs, one gives none.
    """
    safe = folded.replace(" ", "·").replace("\n", "¶")
    return " ".join(map("".join, itertools.pairwise(safe)))


def singles(folded: str) -> str:
    """The different characters of folded text, as words; what one-character queries look for."""
    return " ".join(set(folded) - {" ", "\n"})
