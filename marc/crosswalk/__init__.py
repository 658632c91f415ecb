"""Records from CNMARC to MARC21 and back, by the table in `resources/marc/crosswalk/`, whose head says what it decides.

    converted = convert(record, "marc21")
    converted.record, converted.lost

Nothing is lost in silence: every subfield of the record is in the new one or in `lost`.
"""

from marc.crosswalk.conversion import FORMATS, Converted, convert
from marc.crosswalk.work import Lost

__all__ = ["FORMATS", "Converted", "Lost", "convert"]
