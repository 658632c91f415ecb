"""The one error family of `ocr`."""

from __future__ import annotations


class OcrError(Exception):
    """What happened, to what, and what to do next.

    `template` is an English sentence with named placeholders; it is also the key of its translation, so that the
    window and the command line can say the same thing in the user's language. `values` fill the placeholders.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values)
