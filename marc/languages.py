"""Languages by their codes of ISO 639-2 (B) and by the names that people write for them.

The codes and their Chinese and English names are the list of CNMARC 101; beside them stand the names of everyday use.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from marc import formats
from resources.search import folding

_ENDINGS = ("语言", "语", "文字", "文", "话", "字")
"""What Chinese names of languages end in; which of them makes no difference."""
_USUAL: Mapping[str, tuple[str, ...]] = {
    "中": ("chi",), "汉": ("chi",), "简体中": ("chi",), "繁体中": ("chi",), "华": ("chi",), "国": ("chi",),
    "蒙": ("mon",), "蒙古": ("mon",), "回鹘式蒙古": ("mon",), "传统蒙古": ("mon",), "胡都木蒙古": ("mon",),
    "老蒙": ("mon",), "旧蒙": ("mon",), "新蒙": ("mon", "khk"), "新蒙古": ("mon", "khk"), "斯拉夫蒙古": ("mon", "khk"),
    "西里尔蒙": ("mon", "khk"), "西里尔蒙古": ("mon", "khk"), "托忒": ("mon", "xal"), "卫拉特": ("xal",),
    "布里亚特蒙古": ("bua",), "英": ("eng",), "俄": ("rus",), "日": ("jpn",), "藏": ("tib",), "维": ("uig",),
    "维吾尔": ("uig",), "哈萨克": ("kaz",), "哈": ("kaz",), "朝鲜": ("kor",), "朝": ("kor",), "韩": ("kor",),
    "满": ("mnc",), "法": ("fre",), "德": ("ger",),
    "chinese": ("chi",), "mongolian": ("mon",), "cyrillic mongolian": ("mon", "khk"), "khalkha": ("khk", "mon"),
    "khalkha mongolian": ("khk", "mon"), "todo mongolian": ("mon", "xal"), "buryat": ("bua",), "oirat": ("xal",),
    "uighur": ("uig",), "manchurian": ("mnc",),
}  # fmt: skip
"""Names that the list does not have, Chinese ones without their ending; the likeliest code first."""
_SHORTEST_BEGINNING = 3


def language_name(code: str, tongue: str) -> str:
    """The name of a language in `zh_CN` or `en`; the code itself where there is none for it."""
    known = _listed().get(code)
    return known.name(tongue) if known else code


def codes_of(name: str, *, begun: bool = False) -> tuple[str, ...]:
    """The codes of the languages with a name, or with this code, the likeliest first; none for what is no name.

    Written forms of Chinese characters make no difference. With `begun`, the beginning of an English name will do.
    """
    wanted = _plain(unicodedata.normalize("NFKC", name))
    if wanted in _listed():
        return (wanted,)
    found = _by_name().get(wanted, ())
    if found or not begun or len(wanted) < _SHORTEST_BEGINNING or not wanted.isascii():
        return found
    return tuple(dict.fromkeys(code for one, codes in _by_name().items() if one.startswith(wanted) for code in codes))


def _listed() -> Mapping[str, formats.Choice]:
    return formats.load("cnmarc").codes("language")


@cache
def _by_name() -> Mapping[str, tuple[str, ...]]:
    out = {_plain(name): codes for name, codes in _USUAL.items()}
    for code, choice in _listed().items():
        for name in _names(choice):
            out[name] = tuple(dict.fromkeys((*out.get(name, ()), code)))
    return out


def _names(choice: formats.Choice) -> Iterator[str]:
    yield _plain(choice.zh)
    yield _plain(choice.en.partition(" (")[0])


def _plain(name: str) -> str:
    """A name without its ending, in small letters and one written form."""
    forms = folding()
    small = "".join(forms.get(sign, sign) for sign in " ".join(name.casefold().split()))
    ending = next((one for one in _endings() if small.endswith(one) and len(small) > len(one)), "")
    return small.removesuffix(ending)


@cache
def _endings() -> tuple[str, ...]:
    return tuple("".join(folding().get(sign, sign) for sign in ending) for ending in _ENDINGS)
