"""Batch tasks: a list of steps in a TOML file that changes records, conditionally and with a way back.

    tasks = load(path)
    for record in records:
        change = tasks.apply(record)
        ...  # change.record, change.changed, change.edits, change.revert(change.record)

A list has a name (`zh`, `en`), perhaps a `format` (records of another one are left alone), and steps that are done in
their order. What a step does is said by `do`; the keys of each:

    add         line = "905 ## ‡aZLNE‡d{690$a}"     a new field, in the order of the tags
                field, subfield, value, after/before  a new subfield in fields that are there
                existing = "add"                    what is there already: "add" (beside it, never the very same twice),
                                                    "keep" (nothing is added), "replace"
    build       field, subfield, value              a subfield (or control field) from others; the field is made if
                new_indicators, create = true       there is none; existing = "replace"
    delete      field                               fields
                field, subfield = "9x"              subfields, and the field when none is left
                repeated = false                    only what stands there a second time
    copy, move  field, to, new_indicators           fields to another tag
                field, subfield, to_subfield        subfields to another code of the same field
                field, subfield, to, to_subfield    subfields to the end of another field, which is made if need be
                existing = "add"
    replace     field, subfield, find, with         text in values; a subfield whose text is then empty goes
                regex, ignore_case, whole = false   with regular expressions, `with` may have groups: \\1, \\g<name>
    letters     field, subfield, to                 all letters "lower" or "upper", "half-width" or "full-width"
    split       field, subfield, by, regex          a value at every separator, into = "subfields" or "fields", or
                codes = "af"                        into one subfield of each of these codes, the last takes the rest
    join        field, subfield, with               all subfields of a code into the first; without subfield all fields
                                                    of a tag into the first
    sort        by = "tag", "value" or "codes"      fields by tag, or by the value of `subfield`; subfields in the order
                order = "a9f"                       of their codes, those that are not named behind
    indicators  field, set = "1."                   # is a blank, a dot leaves what is there
    positions   field, subfield, at = "22-24"       characters of the leader (field 000) or of a fixed-length value,
                value = "chi"                       counted from 0; # is a blank

Which fields: `field` is a tag or a list of tags, a dot being any character; `indicators` as "1#" with dots;
`where` are conditions for the field itself; `occurrence` takes one of those that are left (1 the first, -1 the last).
Every step may have `if` (all must hold) and `unless` (none may), lists of tables with one test each:

    { field = "200", subfield = "a", present = true }     also with indicators; without subfield any of them
    { field = "101", subfield = "a", equals = "chi" }     or a list of values, one of which it is
    { field = "210", subfield = "c", contains = "出版" }   or a list
    { field = "100", subfield = "a", at = "22-24", matches = "^(chi|mon)$" }
    { format = "cnmarc" }  { type = "am" }  { level = "m" }  { profile = "nlc" }

`type` and `level` are the characters that leader/06 and leader/07 may be, `profile` is that under which the list is
loaded. Conditions in `where` have no `field`.

In `line` and `value`, `{200$a}` is the first such subfield of the record, `{$a}` of the field that is being changed,
`{001}` a control field, `{100$a/9-12}` some of its characters, `{000/6}` of the leader, `{606$a|; }` all of them with
`; ` between. If one is missing nothing is built, unless it is marked: `{200$e?}`. A brace itself is written twice.

Regular expressions are those of the `regex` library, which also knows `\\p{Han}`. One value may take a second: a
pattern that needs longer stops the run with an error that names the step, before anything is written.
"""

from __future__ import annotations

from marc.tasks.change import Change, Difference, differences, keep_bytes
from marc.tasks.tasklist import OWN, TaskList, load, load_own, parse

__all__ = ["OWN", "Change", "Difference", "TaskList", "differences", "keep_bytes", "load", "load_own", "parse"]
