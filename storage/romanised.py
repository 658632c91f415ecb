"""Mongolian asked for in Latin letters: the words in traditional script that somebody may mean.

The usual transcriptions are taken together: of scholars (mongγol, čaγan, köke), of libraries (mongghol, chaghan), and
what is typed without signs over letters. As words are compared by their shape (see `mongolian`), much that a
transcription leaves open decides nothing: o and u, t and d within a word, q and γ. What it does leave open is tried in
all ways, up to `MOST` words.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

from storage import mongolian
from storage.query import All, Any, Node, Not, Words

MOST = 64
"""How many spellings are tried of one word, and how many are given for a phrase."""
_MVS = "\u180e"
# What each of these is in the traditional script, the likeliest first; longer ones go before shorter ones.
_LETTERS = {
    "nggh": ("ᠩᠭ",), "ngg": ("ᠩᠭ",), "ng": ("ᠩ", "ᠩᠭ", "ᠨᠭ"),
    "sh": ("ᠱ",), "š": ("ᠱ",), "ch": ("ᠴ",), "č": ("ᠴ",), "zh": ("ᠵ",), "ǰ": ("ᠵ",), "ts": ("ᠼ", "ᠴ"),
    "dz": ("ᠽ", "ᠵ"), "kh": ("ᠬ",), "gh": ("ᠭ",), "lh": ("ᠯᠬ", "ᡀ"), "oe": ("ᠥ",), "ue": ("ᠦ",),
    "a": ("ᠠ",), "e": ("ᠡ",), "i": ("ᠢ",), "o": ("ᠣ",), "u": ("ᠤ",), "ö": ("ᠥ",), "ü": ("ᠦ",), "é": ("ᠧ",),
    "ê": ("ᠧ",), "n": ("ᠨ",), "b": ("ᠪ",), "p": ("ᠫ",), "q": ("ᠬ",), "x": ("ᠬ",), "k": ("ᠬ", "ᠺ"), "h": ("ᠬ", "ᠾ"),
    "γ": ("ᠭ",), "ɣ": ("ᠭ",), "ġ": ("ᠭ",), "g": ("ᠭ",), "m": ("ᠮ",), "l": ("ᠯ",), "s": ("ᠰ",), "t": ("ᠲ",),
    "d": ("ᠳ",), "c": ("ᠴ", "ᠼ"), "j": ("ᠵ",), "z": ("ᠽ", "ᠵ"), "y": ("ᠶ",), "r": ("ᠷ",), "w": ("ᠸ",), "v": ("ᠸ",),
    "f": ("ᠹ",),
}  # fmt: skip
_SIGN = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)))
_WORD = re.compile(f"(?:{_SIGN.pattern})+")
_PLAIN = str.maketrans("", "", "'’ʼ")
_FRONT = {"ᠣ": "ᠥ", "ᠤ": "ᠦ"}
# After these consonants the last a or e of a word may stand apart.
_APART = re.compile("([ᠨᠮᠯᠷᠶᠬᠭᠸᠰᠱᠵ])([ᠠᠡ])$")


def in_both_scripts(node: Node) -> Node:
    """The query, in which what is written in Latin letters may stand in the traditional script too."""
    if isinstance(node, Words):
        ways = spellings(node.text)
        return Any((node, *(Words(way, node.field) for way in ways))) if ways else node
    if isinstance(node, (All, Any)):
        return type(node)(tuple(map(in_both_scripts, node.parts)))
    return Not(in_both_scripts(node.part)) if isinstance(node, Not) else node


def spellings(text: str) -> tuple[str, ...]:
    """The phrases in traditional script, each of another shape, for which Latin letters may stand; none for other text.

    Words are parted by spaces, endings by hyphens: `mongγol-un niγuča`.
    """
    words = text.split()
    ways = [list(itertools.islice(_of_word(word), MOST)) for word in words]
    if not words or not all(ways):
        return ()
    phrases = (" ".join(way) for way in itertools.product(*ways))
    return tuple(itertools.islice(phrases, MOST))


def _of_word(word: str) -> Iterator[str]:
    """The spellings of a word with its endings, each of another shape."""
    seen = set()
    composed = unicodedata.normalize("NFC", word.casefold()).translate(_PLAIN)
    parts = [list(itertools.islice(_of_part(part), MOST)) for part in composed.split("-")]
    for way in itertools.product(*parts):
        spelled = mongolian.NARROW_SPACE.join(way)
        shape = "".join(mongolian.by_shape(part) for part in spelled.split(mongolian.NARROW_SPACE))
        if shape and shape not in seen:
            seen.add(shape)
            yield spelled


def _of_part(part: str) -> Iterator[str]:
    if not _WORD.fullmatch(part) or not re.search("[aeiouöüéê]", part):
        return
    signs = _SIGN.findall(part)
    for way in itertools.product(*(_LETTERS[sign] for sign in signs)):
        for spelled in _harmonies("".join(way), part):
            yield spelled
            if _APART.search(spelled):
                yield _APART.sub(f"\\1{_MVS}\\2", spelled)


def _harmonies(spelled: str, part: str) -> Iterator[str]:
    """Without signs over letters o and u may be ö and ü: they are where there is an e, may be where there is no a."""
    front = "".join(_FRONT.get(letter, letter) for letter in spelled)
    marked = re.search("[öü]|oe|ue", part)
    if marked or "ᠡ" not in spelled or front == spelled:
        yield spelled
    if not marked and "ᠠ" not in spelled and front != spelled:
        yield front
