"""Makes `resources/search/folding.tsv`: which Chinese characters are written forms of one another.

Sources: the character dictionaries of OpenCC, as the package opencc-python-reimplemented carries them (Apache-2.0), and
the variants of Unihan (Unicode License), of which the file `Unihan_Variants.txt` of Unihan.zip is given. Run with the
development dependencies installed: `python -m scripts.make_folding Unihan_Variants.txt`.

Unihan's variants are not transitive (one character may be a form of several), so of them only rare characters are
taken, each into the one class that all its variants are of; a class of common characters never grows by another one.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parents[1] / "resources" / "search" / "folding.tsv"

# Chinese against Chinese: each line is one character and its forms on the other side.
CHINESE = ("STCharacters.txt", "TSCharacters.txt", "TWVariants.txt", "HKVariants.txt")
JAPANESE = "JPVariants.txt"

# Ties of the dictionaries that would join two characters of different meaning through a third.
CUT = {
    frozenset("鍊鏈"),  # 鍊 is 煉 (refine) in books; by way of 鏈 (chain) all of 炼 would be 链
    frozenset("鍊链"),
}

HEAD = """\
# Written forms of one another: a representative, a tab, the other characters of its class.
# Made by scripts/make_folding.py; do not edit.
# Source: character dictionaries of OpenCC (https://github.com/BYVoid/OpenCC), Apache License 2.0,
# as carried by opencc-python-reimplemented 0.1.7: {names}.
# Of the Japanese forms only those are taken that are no character of their own in Chinese (GB 2312, Big5).
# Rare forms: kSemanticVariant, kZVariant, kSimplifiedVariant and kTraditionalVariant of Unihan {unihan},
# (c) Unicode, Inc., Unicode License.
"""
UNIHAN = ("kSemanticVariant", "kZVariant", "kSimplifiedVariant", "kTraditionalVariant")
BIG5_LEVEL_1 = range(0xA440, 0xC67F)


def pairs(name: str) -> Iterator[tuple[str, str]]:
    """The pairs of single characters in one dictionary of OpenCC."""
    text = files("opencc").joinpath("dictionary", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        left, _, right = line.partition("\t")
        yield from ((left, form) for form in right.split() if len(left) == 1 and len(form) == 1 and left != form)


def has_a_meaning_of_its_own(character: str) -> bool:
    """Whether a Japanese form is an ordinary Chinese character too, as 欠 (for 缺), 予 (for 豫) and 沪 (for 濾) are.

    Such a form stands for several characters or for another one, so taking it would give false hits.
    """
    return any(_can(character, charset) for charset in ("gb2312", "big5"))


def _can(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def ties() -> Iterator[tuple[str, str]]:
    """Every pair of forms that the table joins."""
    for name in CHINESE:
        yield from (pair for pair in pairs(name) if frozenset(pair) not in CUT)
    yield from ((old, new) for old, new in pairs(JAPANESE) if not has_a_meaning_of_its_own(new))


def is_common(character: str) -> bool:
    """Whether a character is in everyday use: in GB 2312 or among the 5,401 of level 1 of Big5."""
    return _can(character, "gb2312") or _big5(character) in BIG5_LEVEL_1


def _big5(character: str) -> int:
    return int.from_bytes(character.encode("big5", "ignore"), "big")


def unihan_ties(text: str) -> Iterator[tuple[str, str]]:
    """The pairs of forms in `Unihan_Variants.txt`, each of them once in each direction that is written there."""
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        left, name, right = line.split("\t")
        if name in UNIHAN:
            for code in re.findall(r"U\+([0-9A-F]+)", right):
                yield chr(int(left[2:], 16)), chr(int(code, 16))


def rare_forms(text: str, known: Iterable[list[str]]) -> Iterator[tuple[str, str]]:
    """Rare characters and a common one, or one of a class known already, of which alone they are forms."""
    class_of = {character: number for number, group in enumerate(known) for character in group}
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for left, right in unihan_ties(text):
        if left != right:
            forms[left].add(right)
            forms[right].add(left)
    for character, others in sorted(forms.items()):
        if character in class_of or is_common(character):
            continue
        anchors = sorted(other for other in others if other in class_of or is_common(other))
        if anchors and len({class_of.get(other, other) for other in anchors}) == 1:
            yield character, anchors[0]


def classes(joined: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The classes that these pairs make (union-find), each with its representative first.

    The representative is the form of GB 2312 with the lowest code point, or the lowest of all.
    """
    parent: dict[str, str] = {}

    def root(character: str) -> str:
        parent.setdefault(character, character)
        while parent[character] != character:
            parent[character] = parent[parent[character]]
            character = parent[character]
        return character

    for left, right in joined:
        parent[root(left)] = root(right)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for character in parent:
        groups[root(character)].append(character)
    return sorted(sorted(group, key=lambda c: (not _can(c, "gb2312"), c)) for group in groups.values())


def all_classes(unihan: str) -> list[list[str]]:
    """The classes of both sources."""
    joined = list(ties())
    return classes([*joined, *rare_forms(unihan, classes(joined))])


def table(unihan: str) -> str:
    """The whole file, given the text of `Unihan_Variants.txt`."""
    version = re.search(r"Unicode version: ([0-9.]+)", unihan)
    names = ", ".join(n.removesuffix(".txt") for n in (*CHINESE, JAPANESE))
    head = HEAD.format(names=names, unihan=version[1] if version else "")
    return head + "".join(f"{group[0]}\t{''.join(group[1:])}\n" for group in all_classes(unihan))


def main() -> None:
    """Writes the file and shows what is worth a look."""
    unihan = Path(sys.argv[1]).read_text(encoding="utf-8")
    TARGET.write_text(table(unihan), encoding="utf-8", newline="\n")
    made = all_classes(unihan)
    print(f"{len(made)} classes, {sum(map(len, made))} characters; the largest:")
    print(" ".join("".join(group) for group in sorted(made, key=len, reverse=True)[:40]))


if __name__ == "__main__":
    main()
