"""What was done to clean a page, as a value: plain numbers and words that give the same picture again.

Lengths and places are in pixels of the picture that a step is applied to, which is what the steps before it have left,
or in parts of its width and height where a step says so.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ocr.cleaning.settings import SETTINGS, Kind, Setting, Value
from ocr.errors import OcrError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, its settings, and the page it is for where a spread has been split (from 1; 0: every page).

    Raises OcrError, naming it, for a step or a setting that there is not, and for a value that cannot be.
    """

    name: str
    parameters: tuple[tuple[str, Value], ...] = ()
    part: int = 0

    def __post_init__(self) -> None:
        if self.name not in SETTINGS:
            message = "There is no cleaning step named {step}; choose one of {known}."
            raise OcrError(message, step=self.name, known=", ".join(SETTINGS))
        given = dict(self.parameters)
        known = {setting.name: setting for setting in SETTINGS[self.name]}
        for name in given:
            if name not in known:
                message = "The cleaning step {step} has no setting {setting}; it has {known}."
                raise OcrError(message, step=self.name, setting=name, known=", ".join(known))
        values = tuple((name, _checked(self.name, setting, given.get(name))) for name, setting in known.items())
        object.__setattr__(self, "parameters", values)

    def number(self, name: str) -> float:
        """The value of a setting that is a number."""
        value = dict(self.parameters)[name]
        assert isinstance(value, int | float)
        return value

    def whole(self, name: str) -> int:
        """The value of a setting that is a whole number."""
        return int(self.number(name))

    def numbers(self, name: str) -> tuple[float, ...]:
        """The value of a setting that is a list of numbers."""
        value = dict(self.parameters)[name]
        assert isinstance(value, tuple)
        return value

    def word(self, name: str) -> str:
        """The value of a setting that is a word."""
        return str(dict(self.parameters)[name])


def step(name: str, **values: Value) -> Step:
    """A step for every page; see `Step` for the errors."""
    return Step(name, tuple(values.items()))


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps in the order in which they are applied."""

    steps: tuple[Step, ...] = field(default=())

    def to_json(self) -> str:
        """This recipe as indented JSON, for a person to read and to change; `from_json` reads back the same."""
        steps = [{"name": s.name, "part": s.part, "settings": dict(s.parameters)} for s in self.steps]
        return json.dumps({"format": FORMAT, "steps": steps}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """The recipe that stands in `text`; raises OcrError, naming what is wrong, where there is none."""
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise OcrError(
                "The recipe is not JSON ({reason}); mend it or make a new one.", reason=str(error)
            ) from error
        if not isinstance(raw, dict) or not isinstance(raw.get("steps"), list):
            raise OcrError("The recipe has no list of steps; mend it or make a new one.")
        if raw.get("format") != FORMAT:
            message = "The recipe is of format {format}, and only {known} can be used; make a new one."
            raise OcrError(message, format=str(raw.get("format")), known=FORMAT)
        return cls(tuple(_step(entry) for entry in raw["steps"]))


def _step(raw: object) -> Step:
    entry = raw if isinstance(raw, dict) else {"step": raw}
    settings, part = entry.get("settings", {}), entry.get("part", 0)
    if not isinstance(settings, dict) or type(part) is not int or part < 0 or set(entry) - {"name", "part", "settings"}:
        message = "A step of the recipe is not of the form name, part, settings: {step}; mend it."
        raise OcrError(message, step=json.dumps(raw, ensure_ascii=False))
    return Step(str(entry.get("name")), tuple(_frozen(settings)), part)


def _frozen(settings: Mapping[str, Value | list[float]]) -> Iterable[tuple[str, Value]]:
    for name, value in settings.items():
        yield name, tuple(value) if isinstance(value, list) else value


def _checked(name: str, setting: Setting, value: Value | None) -> Value:
    """The value, or where none is given the usual one."""
    if value is None:
        value = setting.usual
    if value is None:
        raise OcrError("The cleaning step {step} needs the setting {setting}; add it.", step=name, setting=setting.name)
    values = {"step": name, "setting": setting.name, "value": str(value)}
    if setting.kind is Kind.WORD:
        if value not in setting.words:
            message = "{setting} of the cleaning step {step} is {value}, and must be one of {known}."
            raise OcrError(message, known=", ".join(setting.words), **values)
    elif setting.kind is Kind.NUMBERS:
        within = isinstance(value, tuple) and setting.fewest <= len(value) <= setting.many
        if not (isinstance(value, tuple) and within and all(_fits(setting, one) for one in value)):
            message = "{setting} of the cleaning step {step} is {value}, and must be {fewest} to {many} numbers."
            raise OcrError(message, fewest=setting.fewest, many=setting.many, **values)
    elif not _fits(setting, value) or (setting.kind is Kind.WHOLE and type(value) is not int):
        message = "{setting} of the cleaning step {step} is {value}, and must be a number from {least} to {most}."
        if setting.kind is Kind.WHOLE:
            message = (
                "{setting} of the cleaning step {step} is {value}, and must be a whole number from {least} to {most}."
            )
        raise OcrError(message, least=setting.least, most=setting.most, **values)
    return value


def _fits(setting: Setting, value: object) -> bool:
    # bool is an int in Python, but true is no angle.
    if type(value) is int:
        return setting.least <= value <= setting.most
    return isinstance(value, float) and math.isfinite(value) and setting.least <= value <= setting.most
