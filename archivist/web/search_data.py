"""The search index of the web edition: small files from which a browser loads the few that a question needs.

A page is found by keys of its folded text: each Chinese character (or sign of a Mongolian word), each pair of
neighbours, each three letters in a row of a word, and the first one and two letters of a word. The keys are spread over
files by a hash: for 50,000 pages of 500 characters these are 4,096 files of 20 KB (100 MB), of which a question loads
one for each key. What the keys allow is then looked for in the texts themselves (`resources/web/search.js`), so nothing
wrong is found.
"""

from __future__ import annotations

import json
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby

from storage.analyser import Analyser
from storage.folded import is_unspaced
from storage.mongolian import NARROW_SPACE, WORD

CHUNK = 16
"""Texts a file."""
_A_FILE = 48 * 1024
_MOST_FILES = 4096
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MARKS = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
_CLUSTER = re.compile(f"{NARROW_SPACE}?{WORD}|.[{_MARKS}]*", re.DOTALL)
_PLAIN = re.compile(r"[a-z0-9 а-я\u3400-\u4dbf\u4e00-\u9fff]\Z")


# Asked of every character of every page; there are a few thousand different ones.
_unspaced = cache(is_unspaced)


def keys(folded: str) -> set[str]:
    """The keys of a folded text; see `Archivist.keys` in `fold.js`, which asks for them."""
    found: set[str] = set()
    for run in folded.split(" "):
        for unspaced, letters in groupby(run, key=_unspaced):
            part = "".join(letters)
            if unspaced:
                found.update(part)
                found.update(part[at : at + 2] for at in range(len(part) - 1))
            else:
                found.update(("^" + part[:1], "^" + part[:2]))
                found.update(part[at : at + 3] for at in range(len(part) - 2))
    return found


def spread(key: str) -> int:
    """FNV-1a over the UTF-16 units of a key, 32 bits: that is what a browser can do quickly."""
    value = 0x811C9DC5
    units = key.encode("utf-16-le")
    for at in range(0, len(units), 2):
        value = ((value ^ int.from_bytes(units[at : at + 2], "little")) * 0x01000193) & 0xFFFFFFFF
    return value


def packed(pages: Iterable[int]) -> str:
    """Ascending numbers as steps in base 36, from -1; a step that comes thrice or more is written once: `1*5`."""
    steps: list[int] = []
    before = -1
    for page in pages:
        steps.append(page - before)
        before = page
    parts: list[str] = []
    for step, same in groupby(steps):
        times = sum(1 for _ in same)
        parts += [_base36(step)] * times if times < 3 else [f"{_base36(step)}*{_base36(times)}"]
    return ",".join(parts)


class SearchData:
    """Gathers the pages of an edition in their order, then gives the files of its index."""

    def __init__(self, analyser: Analyser, folding: Mapping[str, str]) -> None:
        self._analyser = analyser
        self._folding = folding
        self._pages: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self._clusters: set[str] = set()
        self._letters: set[str] = set()
        self.count = 0

    def add(self, text: str) -> None:
        """The next page; nothing for a page that nobody has read."""
        folded = self._analyser.fold(text).text
        for key in keys(folded):
            self._pages[key].append(self.count)
        self._clusters.update(_CLUSTER.findall(text))
        self._letters.update(folded)
        self.count += 1

    def shards(self) -> dict[int, str]:
        """The files of the index by their number, how many there are being a power of two."""
        lists = {key: packed(pages) for key, pages in self._pages.items()}
        size = sum(len(key.encode()) + len(pages) + 6 for key, pages in lists.items())
        files = 1
        while files < _MOST_FILES and size / files > _A_FILE:
            files *= 2
        sorted_out: dict[int, dict[str, str]] = {number: {} for number in range(files)}
        for key in sorted(lists):
            sorted_out[spread(key) & (files - 1)][key] = lists[key]
        return {number: f"Archivist.shard({number},{script(held)});\n" for number, held in sorted_out.items()}

    def forms(self) -> str:
        """What each character of the texts becomes, and each other written form of those: the call of `know`."""
        pairs: dict[str, str] = {form: to for form, to in sorted(self._folding.items()) if to in self._letters}
        others: dict[str, str] = {}
        for cluster in sorted(self._clusters):
            folded = self._analyser.fold(cluster).text
            if not folded or (folded == cluster and _PLAIN.match(cluster)):
                continue
            if len(cluster) == len(folded) == 1:
                pairs[cluster] = folded
            else:
                others[cluster] = folded
        told = "".join(form + to for form, to in pairs.items())
        return f"Archivist.know({script(told)},{script(others)});\n"


def texts(number: int, chunk: list[str]) -> str:
    """A file of texts."""
    return f"Archivist.texts({number},{script(chunk)});\n"


def script(value: object) -> str:
    """A value as it may stand in a script: JSON, without the two characters that end a line there and not in JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")


def file_name(number: int) -> str:
    """The name of a file of the index or of texts, without its ending."""
    return f"{number:03x}"


def _base36(number: int) -> str:
    out = ""
    while number:
        number, digit = divmod(number, 36)
        out = _DIGITS[digit] + out
    return out or "0"
