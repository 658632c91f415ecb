"""Task lists of a few steps, made where a test needs them."""

from __future__ import annotations

from marc.lines import to_line
from marc.record import Record
from marc.tasks import TaskList, parse


def task_list(*steps: str, profile: str = "", head: str = "") -> TaskList:
    return parse(head + "\n".join(f"[[step]]\n{step}" for step in steps), "test.toml", profile)


def lines(record: Record, *tags: str) -> list[str]:
    return [to_line(field) for field in record.fields if field.tag in tags]
