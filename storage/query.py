"""What is asked for, as a value that a form can build, and as the line that somebody types; each becomes the other.

```
達賚湖                     the phrase
湖志 王某                  both, anywhere
"далай нуур" “呼倫 貝爾”    words that stand together
湖志 OR 河志, 湖志 | 河志   one or the other;   AND, & and nothing at all mean both and bind closer
NOT 海 or -海              without
(湖 OR 河) 志              groups
title:湖志 标题：湖志       in a field (see `FIELDS`); also field:(…)
year:1932 年:1930-1945     years; 1930- and -1945 are open; of other words, as 年:民国24年, the workflow makes years
NEAR(湖 魚, 10)            each of these, at most so many characters apart
ᠮᠣᠩ* ᠨ?ᠮ                  in Mongolian words: any letters or none, one letter
```

Whatever is typed means something: what is no sign of this syntax in its place is taken for text. Brackets group only
where a word begins, so `達賚湖（呼倫湖）` is one phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

FIELDS: dict[str, str] = {
    "标题": "title", "標題": "title", "题名": "title", "題名": "title",
    "作者": "author", "责任者": "author", "責任者": "author",
    "主题": "subject", "主題": "subject",
    "地点": "place", "地點": "place", "地名": "place",
    "种类": "kind", "種類": "kind",
    "语种": "language", "語種": "language",
    "捐赠人": "donor", "捐贈人": "donor",
    "年": "year", "年份": "year",
}  # fmt: skip
"""Names of fields in Chinese; their English names are those of `Described.fields`, and `year`."""
NAMES = frozenset(FIELDS.values())
DEEPEST = 16
"""How many groups may stand in one another; what is deeper is left out."""
DISTANCE = 10
"""How many characters may stand between two phrases of NEAR, unless it is said."""
_OPEN, _CLOSE = "(（", ")）"
_QUOTES = '"＂“”„‟'
_YEARS = re.compile(r"(\d{1,4})?\s*(?:[-–—~～]|\.\.)\s*(\d{1,4})?|(\d{1,4})", re.ASCII)
_TOKEN = re.compile(
    f"(?P<space>\\s+)|(?P<near>NEAR[(（][^)）]*[)）])|(?P<open>[{_OPEN}])|(?P<close>[{_CLOSE}])"
    f"|[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}]"
    f"|(?P<field>[a-z]+|[\u4e00-\u9fff]{{1,3}})[:：]|(?P<or>(?:OR(?=[\\s{_OPEN}])|[|｜]))"
    f"|(?P<and>(?:AND(?=[\\s{_OPEN}])|&))|(?P<not>(?:NOT(?=[\\s{_OPEN}])|[-－](?=\\S)))"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Text that stands together, anywhere or in a field."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """Phrases that all stand at most `distance` characters before the beginning of the last of them."""

    texts: tuple[str, ...]
    distance: int = DISTANCE


@dataclass(frozen=True, slots=True)
class Years:
    """From the first to the last of these years, at least in part."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class All:
    """What holds every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """What holds at least one part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What does not hold the part."""

    part: Node


Node = Words | Near | Years | All | Any | Not
FIRST_YEAR, LAST_YEAR = 0, 9999


def parse(query: str) -> Node:
    """The value of a line; of an empty one `All(())`, which finds nothing. There is no line that can't be read."""
    return _Parser(query).whole()


def to_text(node: Node) -> str:
    """The line that means the same."""
    return _text(node, 0)


class _Parser:
    """Recursive descent: OR binds least, then standing side by side, then NOT and fields."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        parts: list[Node] = []
        while self._at < len(self._query):
            parts.append(self._either())
            if self._peek("close"):
                self._take("close")
        return _all(parts)

    def _either(self) -> Node:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        some = [part for part in parts if part != All(())]
        return some[0] if len(some) == 1 else Any(tuple(some)) if some else All(())

    def _both(self) -> Node:
        parts: list[Node] = []
        while True:
            self._take("space")
            if self._at >= len(self._query) or self._peek("or") or self._peek("close"):
                return _all(parts)
            if not self._take("and"):
                parts.append(self._one(""))

    def _one(self, field: str) -> Node:
        # In `year:-1945` it is no NOT.
        if field != "year" and self._take("not"):
            self._take("space")
            part = self._one(field) if self._more() else All(())
            return All(()) if part == All(()) else Not(part)
        if match := self._take("near"):
            return _near(match["near"])
        if self._take("open"):
            return self._group(field)
        if (match := self._take("quoted")) is not None:
            return _words(match["quoted"], field)
        named = self._match("field")
        if named and (name := FIELDS.get(named["field"], named["field"])) in NAMES:
            self._at = named.end()
            self._take("space")
            return self._one(name) if self._more() else All(())
        return _words(self._word(), field)

    def _group(self, field: str) -> Node:
        self._depth += 1
        inner = self._either() if self._depth < DEEPEST else All(())
        self._depth -= 1
        self._take("close")
        return _in_field(inner, field) if field else inner

    def _word(self) -> str:
        """Up to the next space or quotation mark; brackets that begin inside a word belong to it."""
        begin, inner = self._at, 0
        while self._at < len(self._query):
            sign = self._query[self._at]
            if sign.isspace() or sign in _QUOTES:
                break
            if sign in _CLOSE and not inner and self._depth:
                break
            if sign in "|｜&" and self._at > begin:
                break
            inner += (sign in _OPEN) - (sign in _CLOSE and inner > 0)
            self._at += 1
        if self._at == begin:
            self._at += 1
        return self._query[begin : self._at]

    def _more(self) -> bool:
        return self._at < len(self._query) and not self._peek("close") and not self._peek("or")

    def _match(self, kind: str) -> re.Match[str] | None:
        match = _TOKEN.match(self._query, self._at)
        return match if match and match[kind] is not None else None

    def _peek(self, kind: str) -> bool:
        return self._match(kind) is not None and (kind != "close" or self._depth > 0)

    def _take(self, kind: str) -> re.Match[str] | None:
        match = self._match(kind)
        if match is None or (kind == "close" and not self._depth):
            return None
        self._at = match.end()
        return match


def _all(parts: Sequence[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, All) else [part]
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def _words(text: str, field: str) -> Node:
    if field == "year":
        return _years(text)
    return Words(text, field) if any(map(_says_something, text)) else All(())


def _says_something(sign: str) -> bool:
    return sign.isalnum() or ord(sign) > 0x7F


def _years(text: str) -> Node:
    match = _YEARS.fullmatch(text.strip())
    if not match or not any(match.groups()):
        return Words(text, "year") if any(map(_says_something, text)) else All(())
    first, last, only = match.groups()
    if only:
        return Years(int(only), int(only))
    return Years(int(first or FIRST_YEAR), int(last or LAST_YEAR))


def _in_field(node: Node, field: str) -> Node:
    """The field before a group is that of every word in it that has none."""
    if isinstance(node, Words):
        return node if node.field else _words(node.text, field)
    if isinstance(node, Not):
        return Not(_in_field(node.part, field))
    if isinstance(node, All):
        return _all([_in_field(part, field) for part in node.parts])
    if isinstance(node, Any):
        return Any(tuple(_in_field(part, field) for part in node.parts))
    return node


def _near(text: str) -> Node:
    inner = text[5:-1]
    body, _, number = re.sub("，", ",", inner).rpartition(",")
    distance = int(number) if body and number.strip().isdecimal() else DISTANCE
    found = leaves(_Parser(body if body and number.strip().isdecimal() else inner).whole())
    texts = tuple(leaf.text for leaf in found if isinstance(leaf, Words))
    if len(texts) < 2:
        return Words(texts[0]) if texts else All(())
    return Near(texts, max(0, min(distance, 99)))


def leaves(node: Node) -> Iterator[Words | Near | Years]:
    """The parts of a query that have no parts, in order."""
    if isinstance(node, (All, Any)):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)
    else:
        yield node


def _text(node: Node, tight: int) -> str:
    """`tight` is how closely what stands round it binds: 0 nothing, 1 OR, 2 side by side, 3 NOT."""
    if isinstance(node, Words):
        return f"{node.field}:{_quoted(node.text)}" if node.field else _quoted(node.text)
    if isinstance(node, Near):
        # A bracket would end it, and says nothing to search.
        texts = (_quoted(re.sub("[()（）]", " ", text)) for text in node.texts)
        return f"NEAR({' '.join(texts)}, {node.distance})"
    if isinstance(node, Years):
        return f"year:{_year_text(node)}"
    if isinstance(node, Not):
        return f"NOT {_text(node.part, 3)}"
    if isinstance(node, Any):
        line, loose = " OR ".join(_text(part, 1) for part in node.parts), tight > 0
    else:
        line, loose = " ".join(_text(part, 2) for part in node.parts), tight > 2
    return f"({line})" if loose else line


def _quoted(text: str) -> str:
    """A word as it is, where nothing in it could mean anything else."""
    plain = all(sign.isalnum() for sign in text) and text not in ("OR", "AND", "NOT")
    return text if plain and not text.startswith("NEAR") else '"' + re.sub(f"[{_QUOTES}]", " ", text) + '"'


def _year_text(years: Years) -> str:
    if years.first == years.last:
        return str(years.first)
    # A dash alone would be no year.
    first = "" if years.first == FIRST_YEAR and years.last != LAST_YEAR else years.first
    last = "" if years.last == LAST_YEAR else years.last
    return f"{first}-{last}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the form that builds a query: how it joins what stands above it, a field, and what is typed there.

    `text` is the words of the row as they are typed; with `together` they stand together.
    """

    text: str
    field: str = ""
    join: Literal["and", "or", "not"] = "and"
    together: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What the form says. From above to below, each row joins all that stands above it; `near` and `years` hold too."""

    rows: tuple[Row, ...] = ()
    years: tuple[int, int] | None = None
    near: Near | None = None

    def node(self) -> Node:
        """The query that the form builds."""
        built: Node = All(())
        for row in self.rows:
            part = _row(row)
            if part == All(()):
                continue
            if row.join == "or" and built != All(()):
                built = Any((*built.parts, part)) if isinstance(built, Any) else Any((built, part))
            else:
                built = _all([built, Not(part) if row.join == "not" else part])
        return _all([built, *([self.near] if self.near else []), *([Years(*self.years)] if self.years else [])])

    def text(self) -> str:
        """The line that means the same."""
        return to_text(self.node())

    @classmethod
    def from_text(cls, query: str) -> Form | None:
        """The form that builds this query; None where it is none that a form can build."""
        return _form(parse(query))


def _row(row: Row) -> Node:
    words = [row.text] if row.together else row.text.split()
    return _all([_words(word, row.field) for word in words])


def _form(node: Node) -> Form | None:
    if any(isinstance(leaf, Words) and leaf.field == "year" for leaf in leaves(node)):
        # The form has numbers for years.
        return None
    parts = node.parts if isinstance(node, All) else (node,)
    years = [part for part in parts if isinstance(part, Years)]
    near = [part for part in parts if isinstance(part, Near)]
    rows: list[Row] = []
    for part in parts:
        if isinstance(part, (Years, Near)):
            continue
        if isinstance(part, Any):
            if rows or not all(isinstance(some, Words) for some in part.parts):
                return None
            rows += [_as_row(some, "or" if at else "and") for at, some in enumerate(part.parts)]  # type: ignore[arg-type]
        elif isinstance(part, Words):
            rows.append(_as_row(part, "and"))
        elif isinstance(part, Not) and isinstance(part.part, Words):
            rows.append(_as_row(part.part, "not"))
        else:
            return None
    if len(years) > 1 or len(near) > 1:
        return None
    return Form(tuple(rows), (years[0].first, years[0].last) if years else None, near[0] if near else None)


def _as_row(words: Words, join: Literal["and", "or", "not"]) -> Row:
    return Row(words.text, words.field, join, together=any(sign.isspace() for sign in words.text))
