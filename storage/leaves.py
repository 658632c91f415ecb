"""What one part of a query means: what the index is asked for it, and whether and where a text holds it.

The index answers most of them by itself. It can't tell written forms and punctuation apart, a phrase longer than
`tokens.LONGEST` on a page, one letter that is near another phrase, or how a whole line is spoken: then it gives
candidates, and their texts are looked at (`Leaf.looked_at`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from storage import mongolian, spelling
from storage.analyser import Analyser, pairs
from storage.changes import Kind, Sheet
from storage.folded import Folded
from storage.query import Near, Words
from storage.running import Fold, Running, all_of, running
from storage.spelling import Readings, letters_of
from storage.tokens import LONGEST, in_field, phrase_on_a_page, whole_or_over, windows
from storage.values import Span
from storage.written import Letters, has_gap_of_words, standing


@dataclass(frozen=True, slots=True)
class Mode:
    """How closely a text must be as it is asked for.

    `exact`: in its written forms (ё is not е then, nor é e; width and case still don't matter). `punctuation`: with the
    punctuation between its letters, and no other.
    """

    exact: bool = False
    punctuation: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one table of the index is asked: `pairs` or `singles`, in FTS5's language.

    `whole` and `over` are the same, asked apart, of a phrase that stands wholly on a page or runs over its end.
    """

    table: str
    words: str
    whole: str = ""
    over: str = ""


There = Callable[[Sequence[str]], Collection[str]]
"""Which of these words the pages have at all."""


class Leaf:
    """A phrase, or phrases near one another, on items of one kind."""

    def __init__(
        self, node: Words | Near, kind: Kind, mode: Mode, analyser: Analyser, readings: Readings, there: There
    ) -> None:
        self.node = node
        self.kind: Kind = kind
        self._analyser = analyser
        self._there = there
        self._readings = readings
        self.field = node.field if isinstance(node, Words) else ""
        self._distance = node.distance if isinstance(node, Near) else None
        wanted = mongolian.wanted(node.text) if isinstance(node, Words) else mongolian.Wanted(node.texts)
        texts, self._between = wanted.pieces, wanted.between
        folded = [(analyser.fold(text).text, self._fold_closely(text, mode)) for text in texts]
        self.phrases = [loose for loose, _ in folded if loose]
        self._close = [close for loose, close in folded if loose]
        self._closely = mode.punctuation or not (
            not mode.exact or all(analyser.has_one_form(loose) and loose == close for loose, close in folded)
        )
        self._pattern = wanted.pattern(close if self._closely else loose for loose, close in folded)
        self._mode = mode
        spoken = not mode.exact and not mode.punctuation and isinstance(node, Words) and kind != "page"
        in_spoken = self.field in ("", *spelling.SPOKEN)
        self.letters = letters_of(self.phrases[0]) if spoken and in_spoken and len(self.phrases) == 1 else ""

    @property
    def looked_at(self) -> bool:
        """Whether the index alone can't answer this."""
        if self._closely or self.letters or self._pattern:
            return True
        if self._distance is not None:
            return any(len(phrase) == 1 for phrase in self.phrases)
        return self.kind == "page" and len(self.phrases[0]) > LONGEST

    @cached_property
    def parts(self) -> list[Part]:
        """What the index is asked; all of them must hold."""
        if self._distance is not None:
            return self._near_parts()
        return [self._part(phrase) for phrase in self.phrases]

    def spoken_part(self) -> Part:
        """What it is asked for letters that may be pinyin."""
        words = spelling.asked_words(self.letters)
        return Part("singles", words)

    def holds(self, sheet: Sheet) -> bool:
        """Whether an item that the index gave has it indeed; of letters, whether a title is spoken so."""
        if self.letters:
            return any(self._spoken_fields(sheet))
        return self._plainly(sheet) or any(True for _ in self.spans(sheet))

    def spans(self, sheet: Sheet) -> Iterator[Span]:
        """Where it stands in an item's own text, in parts where it runs over a note; of a field, in the field."""
        for text in self._texts(sheet):
            for start, end in self._standing(text):
                yield from text.places(start, end)
        if self.letters and not self.field:
            yield from self._spoken(sheet.text)

    @cached_property
    def _written(self) -> list[re.Pattern[str]] | None:
        """What finds its phrases in plain texts of pages as they are; None where texts must be folded."""
        if self.kind != "page" or self._mode.punctuation or self._pattern:
            return None
        written, phrases = self._analyser.written, self._close if self._closely else self.phrases
        patterns = [written.pattern(phrase, exact=self._closely) for phrase in phrases]
        return [pattern for pattern in patterns if pattern] if all(patterns) else None

    def _standing(self, text: Running) -> Iterable[Span]:
        """Where it stands in a text, by the places of that."""
        if self._written and self._analyser.written.is_plain(text.text):
            if self._distance is None:
                start, end = text.whole
                return ((at, stop) for at, stop in standing(self._written[0], text.text) if at < end and stop > start)
            if not has_gap_of_words(text.text):
                return self._near_as_written(text, self._written, self._distance)
        folded = self._fold()(text.text)
        return ((folded.starts[at], folded.ends[stop - 1]) for at, stop in self._found(text, folded))

    @staticmethod
    def _near_as_written(text: Running, patterns: Sequence[re.Pattern[str]], distance: int) -> Iterable[Span]:
        begin, end = text.whole
        own = text.text[begin:end]
        found = [list(standing(pattern, own)) for pattern in patterns]
        if not all(found):
            return ()
        letters = Letters(own).before
        # A place in letters is where the letter of that number begins; the place itself is wanted again afterwards.
        places = {(letters(at), letters(stop)): (begin + at, begin + stop) for spans in found for at, stop in spans}
        in_letters = [[(letters(at), letters(stop)) for at, stop in spans] for spans in found]
        return (places[span] for span in near(in_letters, distance))

    def _plainly(self, sheet: Sheet) -> bool:
        if not self._mode.exact or self._mode.punctuation or self.kind != "page":
            return False
        if self._distance is not None or self._pattern:
            return False
        return all(self._analyser.stands_plainly(phrase, sheet.text) for phrase in self._close)

    def _texts(self, sheet: Sheet) -> tuple[Running, ...]:
        if not self.field:
            return running(self.kind, sheet)
        fields, facets = sheet.described.fields, sheet.described.facets
        whole = "\n".join(filter(None, [fields.get(self.field, ""), *facets.get(self.field, ())]))
        return (Running(whole, ((0, len(whole), 0),)),)

    def _found(self, text: Running, folded: Folded) -> Iterable[Span]:
        phrases = self._close if self._closely else self.phrases
        if not all(phrase in folded.text for phrase in phrases):
            return ()
        start, end = text.own(folded)
        if self._distance is None:
            found = (one.span() for one in self._pattern.finditer(folded.text)) if self._pattern else None
            return ((at, stop) for at, stop in found or all_of(folded.text, phrases[0]) if at < end and stop > start)
        own = folded.text[start:end]
        together = near([list(all_of(own, phrase)) for phrase in phrases], self._distance)
        return ((start + at, start + stop) for at, stop in together)

    def _fold(self) -> Fold:
        analyser, apart = self._analyser, self.kind != "page"
        if self._closely:
            mode = self._mode
            return lambda text: analyser.fold_closely(
                text, exact=mode.exact, punctuation=mode.punctuation, lines_apart=apart
            )
        return lambda text: analyser.fold(text, lines_apart=apart)

    def _fold_closely(self, text: str, mode: Mode) -> str:
        return self._analyser.fold_closely(text, exact=mode.exact, punctuation=mode.punctuation).text

    def _part(self, phrase: str) -> Part:
        name = self.field
        if len(phrase) == 1:
            return Part("singles", f'"{in_field(name, phrase) if name else phrase}"')
        if name:
            words = " ".join(in_field(name, pair) for pair in pairs(phrase).split(" "))
            return Part("pairs", f'"{words}"')
        if self.kind != "page":
            return Part("pairs", f'"{pairs(phrase)}"')
        if len(phrase) > LONGEST:
            return Part("pairs", " OR ".join(phrase_on_a_page(window, self._there) for window in windows(phrase)))
        whole, over = whole_or_over(phrase, self._there)
        return Part("pairs", f"{whole} OR {over}" if over else whole, whole, over)

    def _near_parts(self) -> list[Part]:
        long = [f'"{pairs(phrase)}"' for phrase in self.phrases if len(phrase) > 1]
        parts = [Part("singles", f'"{phrase}"') for phrase in self.phrases if len(phrase) == 1]
        # A phrase of n letters is n - 1 words long, so between two phrases is one word more than letters.
        near_words = f"NEAR({' '.join(long)}, {(self._distance or 0) + 1})" if len(long) > 1 else "".join(long)
        return [*([Part("pairs", near_words)] if long else []), *parts]

    def _spoken_fields(self, sheet: Sheet) -> Iterator[bool]:
        for name in (self.field,) if self.field else spelling.SPOKEN:
            yield any(True for _ in self._spoken(sheet.described.fields.get(name, "")))

    def _spoken(self, text: str) -> Iterator[Span]:
        folded: Folded = self._analyser.fold_strictly(text, lines_apart=True)
        for start, end in spelling.spoken_so(folded.text, self.letters, self._readings):
            yield folded.starts[start], folded.ends[end - 1]


def near(found: list[list[Span]], distance: int) -> list[Span]:
    """The occurrences, one list for each phrase, that stand near one another (see `query.Near`), in order.

    For the last of them at each place: of every other phrase one must end at most `distance` letters before it begins,
    and begin no later than it.
    """
    out: set[Span] = set()
    for last in {span for spans in found for span in spans}:
        others = [[s for s in spans if s[0] <= last[0] and last[0] - s[1] <= distance] for spans in found]
        if all(others):
            out |= {last, *(span for spans in others for span in spans)}
    return sorted(out)
