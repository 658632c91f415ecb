"""Peewee's view of the catalogue database. Rows of these tables never leave `storage`.

The tables are bound to no database: every query is executed on the one it is given, because one program may have
several archives open. `migrations` makes the tables; what is written here must agree with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

import peewee


class Record(peewee.Model):
    """The head of a record: what lists and searches need. Its bytes are in RecordVersion."""

    id = peewee.AutoField()
    version = peewee.IntegerField()
    changed = peewee.TextField()
    deleted = peewee.IntegerField()
    title = peewee.TextField()
    author = peewee.TextField()
    publisher = peewee.TextField()
    year = peewee.TextField()
    isbn = peewee.TextField()
    classification = peewee.TextField()
    language = peewee.TextField()
    keys = peewee.TextField()
    text = peewee.TextField()
    errors = peewee.IntegerField()
    warnings = peewee.IntegerField()
    described = peewee.TextField()

    class Meta:
        table_name = "record"


class RecordKey(peewee.Model):
    key = peewee.TextField()
    record = peewee.IntegerField()

    class Meta:
        table_name = "record_key"
        primary_key = peewee.CompositeKey("key", "record")


class RecordVersion(peewee.Model):
    """Everything a record ever was, whole; `points` is JSON."""

    record = peewee.IntegerField()
    version = peewee.IntegerField()
    changed = peewee.TextField()
    source = peewee.TextField()
    note = peewee.TextField()
    deleted = peewee.IntegerField()
    encoding = peewee.TextField()
    format = peewee.TextField()
    points = peewee.TextField()
    content = peewee.BlobField(column_name="raw")

    class Meta:
        table_name = "record_version"
        primary_key = peewee.CompositeKey("record", "version")


class Damaged(peewee.Model):
    id = peewee.AutoField()
    file = peewee.TextField()
    number = peewee.IntegerField()
    offset = peewee.IntegerField()
    reason = peewee.TextField()
    kept = peewee.TextField()
    content = peewee.BlobField(column_name="raw")

    class Meta:
        table_name = "damaged"


class Document(peewee.Model):
    id = peewee.AutoField()
    version = peewee.IntegerField()
    changed = peewee.TextField()
    deleted = peewee.IntegerField()
    title = peewee.TextField()
    kind = peewee.TextField()
    record = peewee.IntegerField(null=True)
    description = peewee.TextField()
    access = peewee.TextField()
    access_until = peewee.TextField()
    accession = peewee.IntegerField(null=True)
    described = peewee.TextField(default="")

    class Meta:
        table_name = "document"


class DocumentVersion(peewee.Model):
    document = peewee.IntegerField()
    version = peewee.IntegerField()
    changed = peewee.TextField()
    title = peewee.TextField()
    kind = peewee.TextField()
    record = peewee.IntegerField(null=True)
    description = peewee.TextField()
    access = peewee.TextField()
    access_until = peewee.TextField()
    accession = peewee.IntegerField(null=True)
    deleted = peewee.IntegerField()
    note = peewee.TextField()

    class Meta:
        table_name = "document_version"
        primary_key = peewee.CompositeKey("document", "version")


class Page(peewee.Model):
    id = peewee.AutoField()
    document = peewee.IntegerField()
    number = peewee.IntegerField()
    digest = peewee.TextField()
    name = peewee.TextField()
    media_type = peewee.TextField()
    width = peewee.IntegerField()
    height = peewee.IntegerField()
    text_version = peewee.IntegerField()
    confidence = peewee.FloatField()
    corrected = peewee.IntegerField()

    class Meta:
        table_name = "page"


class PageText(peewee.Model):
    page = peewee.IntegerField()
    version = peewee.IntegerField()
    changed = peewee.TextField()
    source = peewee.TextField()
    note = peewee.TextField()
    confidence = peewee.FloatField()
    text = peewee.TextField()
    payload = peewee.TextField()
    notes = peewee.TextField()

    class Meta:
        table_name = "page_text"
        primary_key = peewee.CompositeKey("page", "version")


class PageCleaning(peewee.Model):
    """How a page image is cleaned before it is read: every version of it."""

    id = peewee.AutoField()
    page = peewee.IntegerField()
    version = peewee.IntegerField()
    changed = peewee.TextField()
    note = peewee.TextField()
    recipe = peewee.TextField()

    class Meta:
        table_name = "page_cleaning"


class Change(peewee.Model):
    """What the search index has to look at again: the last change of each record and page, in order of commit."""

    seq = peewee.AutoField()
    kind = peewee.TextField()
    item = peewee.IntegerField()

    class Meta:
        table_name = "change"


class Event(peewee.Model):
    """What happened: never changed, never removed."""

    id = peewee.AutoField()
    moment = peewee.TextField()
    agent = peewee.TextField()
    kind = peewee.TextField()
    about = peewee.TextField()
    item = peewee.IntegerField(null=True)
    digest = peewee.TextField()
    outcome = peewee.TextField()
    detail = peewee.TextField()

    class Meta:
        table_name = "event"


class Accession(peewee.Model):
    """The head of an accession: its number, which never changes, and how it is now."""

    id = peewee.AutoField()
    version = peewee.IntegerField()
    changed = peewee.TextField()
    deleted = peewee.IntegerField()
    number = peewee.TextField()
    year = peewee.IntegerField()
    serial = peewee.IntegerField()
    received = peewee.TextField()
    donor = peewee.TextField()
    payload = peewee.TextField()

    class Meta:
        table_name = "accession"


class AccessionVersion(peewee.Model):
    accession = peewee.IntegerField()
    version = peewee.IntegerField()
    changed = peewee.TextField()
    deleted = peewee.IntegerField()
    received = peewee.TextField()
    donor = peewee.TextField()
    payload = peewee.TextField()
    note = peewee.TextField()

    class Meta:
        table_name = "accession_version"
        primary_key = peewee.CompositeKey("accession", "version")


def among(column: peewee.Field, numbers: Sequence[int]) -> peewee.Expression:
    """The condition that a column holds one of these numbers, however many there are."""
    return column.in_(peewee.SQL("(SELECT value FROM json_each(?))", [json.dumps(list(numbers))]))


def now() -> str:
    """This moment as it is kept: UTC, to the second, as in 2023-11-14T08:30:00Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def today() -> str:
    """This day where the library stands, as in 2023-11-14."""
    return date.today().isoformat()
