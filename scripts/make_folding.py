"""Makes `resources/search/folding.tsv`: which Chinese characters are written forms of one another.

Source: the character dictionaries of OpenCC, as the package opencc-python-reimplemented carries them (Apache-2.0).
Run with the development dependencies installed: `python -m scripts.make_folding`.
"""

from __future__ import annotations

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
"""


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


def table() -> str:
    """The whole file."""
    head = HEAD.format(names=", ".join(n.removesuffix(".txt") for n in (*CHINESE, JAPANESE)))
    return head + "".join(f"{group[0]}\t{''.join(group[1:])}\n" for group in classes(ties()))


def main() -> None:
    TARGET.write_text(table(), encoding="utf-8", newline="\n")
    made = classes(ties())
    print(f"{len(made)} classes, {sum(map(len, made))} characters; the largest:")
    print(" ".join("".join(group) for group in sorted(made, key=len, reverse=True)[:40]))


if __name__ == "__main__":
    main()
