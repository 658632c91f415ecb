"""The line form: one field as one line of text, for the editor and for worksheets.

    200 1# ‡a达赉湖水文记录‡9da lai hu shui wen ji lu‡f区水务局编

That is the tag, a space, two indicators (a blank is `#`), a space, and the subfields, each led by `‡` and its code.
A control field is its tag, a space and its value. The leader is `LDR` and its 24 characters, a blank being `#`.

What a line cannot hold as it is (line ends and other control characters, `‡` inside a value, `#` as an indicator) is
written `{U+2021}`, and `{U+` itself as `{U+7B}U+`, so that every well-formed field comes back unchanged.

When a line is typed, `$`, `@`, `ǂ`, `|` and the raw 0x1F are understood as the delimiter too, if there is no `‡` in
the line, and only the one that stands right behind the indicators: in `210 ## $a满洲里$c区水务局` it is `$`, and an
`@` in that line is text. Every further one of it then must have a code behind it, a Latin letter or a digit; a text
that has such a character itself needs `‡` as the delimiter. `$$a`, the way one system prints it, is understood as well.
"""

from __future__ import annotations

import re

from marc.errors import MarcError
from marc.record import ControlField, DataField, Field, Subfield

DELIMITER = "‡"
TYPED = ("$$", "$", "@", "ǂ", "|", "\x1f")
_ESCAPED = re.compile(r"\{U\+([0-9A-Fa-f]{1,6})\}")
_NEEDS_ESCAPE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff‡]|\{(?=U\+)")
_TAG = re.compile(r"[0-9A-Za-z]{3}")
_INDICATOR = r"(?:\{U\+[0-9A-Fa-f]{1,6}\}|[^‡])"
_DATA = re.compile(rf"({_INDICATOR})({_INDICATOR})(?: |(?=‡)|$)(.*)")
_TYPED_DATA = re.compile(r"((?:\{U\+[0-9A-Fa-f]{1,6}\}|[0-9A-Za-z #_\\^-]){2}) ?(\$\$|[$@ǂ|\x1f])(?=[0-9A-Za-z])")
_SPLIT = {delimiter: re.compile(re.escape(delimiter) + "(?=[0-9A-Za-z])") for delimiter in TYPED}


def to_line(field: Field, delimiter: str = DELIMITER) -> str:
    """The field as one line of text, without a line end.

    Another delimiter (`$` or `@`) is for encodings that have no `‡`; it is then escaped where it stands in a value.
    """
    if isinstance(field, ControlField):
        return f"{field.tag} {_escape_control(field)}"
    indicators = "".join(_indicator(character) for character in field.indicators)
    return f"{field.tag} {indicators} {subfields_to_text(field.subfields, delimiter)}"


def subfields_to_text(subfields: tuple[Subfield, ...], delimiter: str = DELIMITER) -> str:
    """Subfields as text; one with the empty code, which may only come first, is text before the first delimiter."""
    pieces = []
    for number, subfield in enumerate(subfields):
        if not subfield.code and number == 0 and subfield.value:
            pieces.append(_escape_first(subfield.value))
            continue
        value = _escape(subfield.code + subfield.value)
        if delimiter != DELIMITER:
            value = value.replace(delimiter, f"{{U+{ord(delimiter):X}}}")
        pieces.append(delimiter + value)
    return "".join(pieces)


def from_line(text: str) -> Field:
    """The field that a line stands for.

    MarcError: there is no tag, or no two indicators, or a delimiter without a code behind it.
    """
    text = text.rstrip("\r\n")
    tag, rest = text[:3], text[3:]
    if not _TAG.fullmatch(tag):
        raise MarcError("A field begins with a tag of three digits or letters, not “{text}”; write it first.", text=tag)
    rest = rest[1:] if rest.startswith(" ") else rest
    rest = rest if tag.startswith("00") else _with_delimiter(rest)
    if _is_control(tag, rest):
        return ControlField(tag, _unescape(rest))
    return _data_field(tag, rest)


def leader_to_line(leader: str) -> str:
    """The leader as a line: `LDR 00000nam0#2200000###450#`."""
    return "LDR " + _escape(leader).replace(" ", "#")


def leader_from_line(text: str) -> str:
    """The leader that a line stands for; MarcError unless it has 24 characters."""
    leader = _unescape(re.sub(r"^(?:LDR|000|###)\s{0,2}", "", text.rstrip("\r\n"))).replace("#", " ")
    if len(leader) != 24:
        raise MarcError("A leader has 24 characters, this one {count}; write blanks as #.", count=len(leader))
    return leader


def _is_control(tag: str, rest: str) -> bool:
    behind_indicators = _DATA.fullmatch(rest)
    if DELIMITER in rest and behind_indicators and behind_indicators[3].startswith(DELIMITER):
        return False
    return tag.startswith("00") or (not tag.isdigit() and DELIMITER not in rest)


def _data_field(tag: str, rest: str) -> DataField:
    match = _DATA.fullmatch(rest)
    if match is None:
        raise MarcError(
            "Field {tag} needs two indicators and then {delimiter}a; write a blank indicator as #.",
            tag=tag,
            delimiter=DELIMITER,
        )
    first, second, body = match.groups()
    indicators = "".join(_unescape(" " if sign == "#" else sign) for sign in (first, second))
    before, *parts = body.split(DELIMITER)
    subfields = [Subfield("", _unescape(before))] if before else []
    for part in map(_unescape, parts):
        if not part:
            raise MarcError(
                "Field {tag} has a {delimiter} without a code behind it; write a code or take it out.",
                tag=tag,
                delimiter=DELIMITER,
            )
        subfields.append(Subfield(part[0], part[1:]))
    return DataField(tag, indicators, tuple(subfields))


def _with_delimiter(rest: str) -> str:
    """Puts `‡` in place of the delimiter that was typed."""
    match = _TYPED_DATA.match(rest) if DELIMITER not in rest else None
    if match is None:
        return rest
    typed = match[2]
    body = rest[match.start(2) :]
    if body.count(typed) != len(_SPLIT[typed].findall(body)):
        raise MarcError(
            "“{typed}” is both delimiter and text here; write {delimiter} as the delimiter.",
            typed=typed,
            delimiter=DELIMITER,
        )
    return f"{match[1]} {_SPLIT[typed].sub(DELIMITER, body)}"


def _indicator(character: str) -> str:
    if character == " ":
        return "#"
    return "{U+23}" if character == "#" else _escape(character)


def _escape_control(field: ControlField) -> str:
    # a local control field may hold what looks like indicators and a typed delimiter
    match = None if field.tag.startswith("00") else _TYPED_DATA.match(field.value)
    if match is None:
        return _escape(field.value)
    start = match.start(2)
    return _escape(field.value[:start]) + _escape_first(field.value[start:])


def _escape_first(text: str) -> str:
    if text[0] in "$@ǂ|":
        return f"{{U+{ord(text[0]):X}}}{_escape(text[1:])}"
    return _escape(text)


def _escape(text: str) -> str:
    return _NEEDS_ESCAPE.sub(lambda match: f"{{U+{ord(match[0]):X}}}", text)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), text)
