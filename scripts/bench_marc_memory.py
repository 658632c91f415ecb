"""Indexes a file, keeps every row, and prints the seconds, the most memory in MB, and the rows: for `bench_marc`."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from marc.entries import Entries
from marc.index import index

if __name__ == "__main__":
    begun = time.perf_counter()
    rows = Entries(index(Path(sys.argv[1])))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.perf_counter() - begun:.1f} {peak:.0f} {len(rows)}")
