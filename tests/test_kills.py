"""A short run of the kill test; `python -m scripts.kill_test 1000` is the long one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither fork nor SIGKILL")


def _kill(*arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
    program = f"import sys\n{before}\nfrom scripts.kill_test import main\nsys.argv[1:] = {list(arguments)!r}\nmain()"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)


def test_what_was_promised_survives_kills_at_random_moments() -> None:
    done = _kill("20", "--seed", "3")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "0 faults"), done.stdout + done.stderr


def test_the_kill_test_notices_images_that_are_written_where_they_belong() -> None:
    """Not under a temporary name: then a kill leaves half of one."""
    careless = """
import hashlib, time
from storage.files import FileStore
def put(self, data):
    place = self._place(hashlib.sha256(data).hexdigest())
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        for byte in range(0, len(data), 100):
            file.write(data[byte : byte + 100]); file.flush(); time.sleep(0.01)
    return place.name
FileStore.put_bytes = put
"""
    done = _kill("6", "--seed", "3", before=careless)
    assert done.returncode == 1
    assert "is cut or changed" in done.stdout


def test_the_kill_test_notices_a_promise_that_is_made_too_early() -> None:
    early = """
from storage.documents import DocumentStore
keep = DocumentStore.save_text
def save(self, page, expected, payload, text, source, confidence, note=""):
    from storage.values import StoredText
    return StoredText(page, expected + 1, "", source, payload, text, confidence)
DocumentStore.save_text = save
"""
    done = _kill("6", "--seed", "3", before=early)
    assert done.returncode == 1
    assert "has lost text" in done.stdout
