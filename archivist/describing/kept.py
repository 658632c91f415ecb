"""Frozen values as JSON and back, without loss of what a newer version may have written beside them.

A class that is kept this way has a last field `extra`: the keys it does not know, as JSON text. Empty fields are not
written. Fields that are values of such classes, or tuples of them, are written as objects.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from archivist.dates import DateStatement

T = TypeVar("T")


def pack(value: Any) -> dict[str, Any]:  # noqa: ANN401  any class of this kind
    """A value as JSON objects."""
    found: dict[str, Any] = json.loads(value.extra) if value.extra else {}
    for field in fields(value):
        content = getattr(value, field.name)
        if field.name != "extra" and (content != _default(field)):
            found[field.name] = _packed(content)
    return found


def unpack(kind: type[T], values: object) -> T:
    """A value of this class from what `pack` gave; ValueError, TypeError or KeyError where it is something else."""
    if not isinstance(values, Mapping):
        raise TypeError(values)
    hints = _hints(kind)  # type: ignore[arg-type]  # a class can be hashed
    known = {name: _unpacked(hints[name], content) for name, content in values.items() if name in hints}
    strange = {name: content for name, content in values.items() if name not in hints}
    extra = json.dumps(strange, ensure_ascii=False, sort_keys=True) if strange else ""
    return kind(**{**known, "extra": extra})


@cache
def _hints(kind: Any) -> Mapping[str, Any]:  # noqa: ANN401  a class
    return {name: hint for name, hint in get_type_hints(kind).items() if name != "extra"}


def _default(field: Field[Any]) -> object:
    return field.default if field.default is not MISSING else MISSING


def _packed(content: object) -> object:
    if isinstance(content, tuple):
        return [_packed(one) for one in content]
    if isinstance(content, DateStatement):
        return content.to_dict()
    return pack(content) if hasattr(content, "extra") else content


def _unpacked(hint: Any, content: object) -> object:  # noqa: ANN401  a type
    if get_origin(hint) is tuple:
        if not isinstance(content, list):
            raise TypeError(content)
        parts = get_args(hint)
        return tuple(_unpacked(parts[0] if parts[-1] is ... else parts[i], one) for i, one in enumerate(content))
    if hint is DateStatement:
        return DateStatement.from_dict(content)  # type: ignore[arg-type]  # TypeError where it is no mapping
    if hasattr(hint, "__dataclass_fields__"):
        return unpack(hint, content)
    wanted = (int, float) if hint is float else hint
    if isinstance(wanted, type | tuple) and not isinstance(content, wanted):
        raise TypeError(content)
    return content
