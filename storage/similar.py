"""Search in badly read texts: confusable characters, and one wrong character in a phrase.

A phrase may stand in a text with up to two of its characters taken for confusable ones (`己` for `已`), or, if it has
four or more, with any one character wrong. Words of letters may also lack a letter, have one too many or two in the
wrong order. What of this the archive really says is found first: candidates have the rest of the phrase, and their
texts are looked at, a few at a time; what has been found in some is left out of the next, so that few need be looked at
however often the archive says it. Then the query is asked again with all that was found in place of the phrase, and
without its own hits.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from storage.analyser import Analyser, pairs
from storage.asking import Asker
from storage.changes import Kind
from storage.plan import Condition, Items, both
from storage.query import All, Any, Node, Not, Words
from storage.running import running
from storage.tokens import LONGEST, nearly_on_a_page, words_with_pair
from storage.values import Similar

_LONGEST = 32
_SHORTEST_WITH_ANY_ERROR = 4
_MOST_TRIED = 400
_AT_ONCE = 12
_MOST_LOOKED_AT = 60
"""Texts that are looked at for each place of a phrase where a character may be wrong."""
_MOST_WORDS = 60
_MOST_LEFT_OUT = 24


def similar(asker: Asker, confusable: Mapping[str, str], limit: int) -> Similar:
    """What nearly holds the query; every part of it that is no phrase of the text must hold as it is."""
    assert asker.node is not None
    found = _Found(asker, confusable)
    nearly = _with_others(asker.node, found.instead_of)
    if nearly == asker.node:
        return Similar(complete=found.complete)
    if isinstance(asker.node, Words) and isinstance(nearly, Any):
        # What has the phrase itself is no hit in any case, and may be much.
        nearly = Any(nearly.parts[1:])
    total, hits, forms = asker.again(All((nearly, Not(asker.node)))).find(limit, 0)
    # Of what runs over a page's end a hit shows only a part.
    words = tuple(form for form in forms if asker.analyser.fold(form).text in found.others)
    return Similar(hits, total, words or tuple(found.others)[:1] if total else (), found.complete)


def folded_confusables(confusable: Mapping[str, str], analyser: Analyser) -> dict[str, str]:
    """The table of confusable characters among folded ones: each with all that it may be taken for."""
    out: dict[str, set[str]] = {}
    for one, others in confusable.items():
        left = analyser.fold(one).text
        for right in (analyser.fold(other).text for other in others):
            if len(left) == len(right) == 1 and left != right:
                out.setdefault(left, set()).add(right)
                out.setdefault(right, set()).add(left)
    return {one: "".join(sorted(others)) for one, others in out.items()}


def _with_others(node: Node, others_of: Callable[[str], list[str]]) -> Node:
    if isinstance(node, Words) and not node.field:
        others = others_of(node.text)
        return Any((node, *map(Words, others))) if others else node
    if isinstance(node, (All, Any)):
        return type(node)(tuple(_with_others(part, others_of) for part in node.parts))
    return node


@dataclass
class _Found:
    """What the archive says instead of phrases; `complete` as in `Similar`."""

    asker: Asker
    confusable: Mapping[str, str]
    complete: bool = field(default=True)
    others: dict[str, None] = field(default_factory=dict)
    _pairs: dict[tuple[Kind, str], bool] = field(default_factory=dict)

    def instead_of(self, text: str) -> list[str]:
        phrase = self.asker.analyser.fold(text).text
        if not 2 <= len(phrase) <= _LONGEST:
            return []
        tried = itertools.islice(dict.fromkeys(self._tries(phrase)), _MOST_TRIED)
        found = [other for other in tried if len(other) > 1 and other != phrase and self._is_there(other)]
        if len(phrase) >= _SHORTEST_WITH_ANY_ERROR:
            found += self._with_an_error(phrase)
        # A word that holds the phrase itself would only give its own hits again.
        others = [other for other in dict.fromkeys(found) if phrase not in other][:_MOST_WORDS]
        self.others.update(dict.fromkeys(others))
        return others

    def _tries(self, phrase: str) -> Iterator[str]:
        if _of_letters(phrase):
            yield from _slips(phrase)
        places = [(at, other) for at, sign in enumerate(phrase) for other in self.confusable.get(sign, "")]
        for at, other in places:
            yield phrase[:at] + other + phrase[at + 1 :]
        for (at, one), (later, other) in itertools.combinations(places, 2):
            if at < later:
                yield phrase[:at] + one + phrase[at + 1 : later] + other + phrase[later + 1 :]

    def _is_there(self, phrase: str) -> bool:
        for kind in self.asker.kinds:
            # Most of what is tried has two letters that stand together nowhere, and many tries have the same two.
            has_all = all(self._has_pair(kind, "".join(pair)) for pair in itertools.pairwise(phrase))
            if has_all and self.asker.numbers(Items(kind), self._saying(kind, phrase), 1):
                return True
        return False

    def _has_pair(self, kind: Kind, pair: str) -> bool:
        if (kind, pair) not in self._pairs:
            words = words_with_pair(pair) if kind == "page" else f'"{pairs(pair)}"'
            self._pairs[kind, pair] = bool(self.asker.numbers(Items(kind), Condition({"pairs": words}), 1))
        return self._pairs[kind, pair]

    def _saying(self, kind: Kind, phrase: str) -> Condition:
        leaf = self.asker.leaf(Words(phrase), kind)
        return both(Items(kind), [Condition({part.table: part.words}) for part in leaf.parts])

    def _with_an_error(self, phrase: str) -> Iterator[str]:
        for at in range(len(phrase)):
            yield from self._other_signs(phrase, phrase[:at], phrase[at + 1 :])
        if _of_letters(phrase):
            for at in range(1, len(phrase)):
                yield from self._other_signs(phrase, phrase[:at], phrase[at:])

    def _other_signs(self, phrase: str, left: str, right: str) -> Iterator[str]:
        """Phrases of the archive with one sign between these two parts of a phrase."""
        left, right = left.rstrip(" "), right.lstrip(" ")
        pattern = re.compile(f"(?={re.escape(left)}[^ \n]{re.escape(right)})")
        length = len(left) + 1 + len(right)
        for kind in self.asker.kinds:
            found = {phrase: None}
            for candidates in self._candidates(kind, left, right, found):
                for _, sheet in self.asker.sheets(kind, candidates):
                    for text in running(kind, sheet):
                        folded = self.asker.analyser.fold(text.text, lines_apart=kind != "page").text
                        found.update((folded[m.start() : m.start() + length], None) for m in pattern.finditer(folded))
            yield from found

    def _candidates(self, kind: Kind, left: str, right: str, found: Mapping[str, None]) -> Iterator[list[int]]:
        """What may say more than was found, a few at a time; a page that has the phrase itself is a hit already."""
        sought = _holding(self.asker, kind, left, right)
        last, looked = None, 0
        while looked < _MOST_LOOKED_AT:
            items = Items(kind, (0, last - 1)) if last is not None else Items(kind)
            known = [self._saying(kind, other) for other in [*found][:_MOST_LEFT_OUT] if len(other) <= LONGEST]
            numbers = self.asker.numbers(items, both(items, [sought], known), _AT_ONCE)
            yield numbers
            looked += len(numbers)
            if len(numbers) < _AT_ONCE:
                return
            last = numbers[-1]
        self.complete = False


def _holding(asker: Asker, kind: Kind, left: str, right: str) -> Condition:
    """What has both parts of a phrase with one sign between them; of a part of one letter nothing is asked."""
    if kind == "page":
        # Of what is longer than the index tells by itself over a page's end, what stands round the unknown sign.
        room = LONGEST - 1
        before = left[-max(room // 2, room - len(right)) :]
        return Condition({"pairs": nearly_on_a_page(before, right[: room - len(before)], asker.there)})
    parts = [f'"{pairs(part)}"' for part in (left, right) if len(part) > 1]
    return Condition({"pairs": f"NEAR({' '.join(parts)}, 2)" if len(parts) > 1 else parts[0]})


def _of_letters(phrase: str) -> bool:
    return all((sign.isalpha() and ord(sign) < 0x2E80) or sign == " " for sign in phrase)


def _slips(phrase: str) -> Iterator[str]:
    """A letter left out, and two in the wrong order."""
    for at in range(len(phrase)):
        yield (phrase[:at] + phrase[at + 1 :]).strip(" ")
    for at in range(len(phrase) - 1):
        yield (phrase[:at] + phrase[at + 1] + phrase[at] + phrase[at + 2 :]).strip(" ")
