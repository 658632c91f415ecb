"""Indexes a file, keeps every row, and prints the seconds, the most memory in MB, and the rows: for `bench_marc`."""

from __future__ import annotations

import re
import resource
import sys
import time
from pathlib import Path

from marc.entries import Entries
from marc.index import index


def most_memory() -> float:
    """The most memory that this process has had, in MB; where there is no /proc, with what its parent had before it."""
    try:
        told = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    except OSError:
        told = None
    return (int(told[1]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


if __name__ == "__main__":
    begun = time.perf_counter()
    rows = Entries(index(Path(sys.argv[1])))
    peak = most_memory()
    print(f"{time.perf_counter() - begun:.1f} {peak:.0f} {len(rows)}")
