"""Making a bag (BagIt 1.0, RFC 8493), with SHA-256 and SHA-512."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from storage.bags import DECLARATION
from storage.database import guarded
from storage.errors import Damaged, StorageError
from storage.ocfl import safe
from storage.ocfl_writing import Linked

ALGORITHMS = ("sha256", "sha512")
_CHUNK = 1 << 18
_OURS = (DECLARATION, "mets.xml")


def write_bag(out: Path, files: Iterable[tuple[str, bytes | Linked]], info: Mapping[str, str]) -> Iterator[str]:
    """Writes files into a new bag; yields the name of each. The folder appears when all is written.

    `info` goes into `bag-info.txt`, with the date and the size. An existing folder is replaced. Damaged: a file is not
    what it should be.
    """
    with _building(out) as building:
        (building / "data").mkdir()
        manifest: dict[str, tuple[str, ...]] = {}
        size = 0
        for name, content in files:
            manifest[f"data/{name}"], count = _put(building / "data" / safe(name), content)
            size += count
            yield name
        _tag_files(building, manifest, {**info, "Payload-Oxum": f"{size}.{len(manifest)}"})


def write_folder(out: Path, files: Iterable[tuple[str, bytes | Linked]]) -> Iterator[str]:
    """As `write_bag`, without checksums and tags: the files alone."""
    with _building(out) as building:
        for name, content in files:
            _put(building / safe(name), content)
            yield name


@contextmanager
def _building(out: Path) -> Iterator[Path]:
    """A new folder beside `out` that takes its place at the end, or is gone where that does not come.

    StorageError: there is a folder already that holds something else than a bag or a package.
    """
    with guarded(out):
        if out.is_dir() and any(out.iterdir()) and not any((out / name).is_file() for name in _OURS):
            raise StorageError(
                "{folder} holds other things and is not replaced. Name a folder that does not exist yet.", folder=out
            )
        out.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield building
        with guarded(out):
            _replace(building, out)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _put(path: Path, content: bytes | Linked) -> tuple[tuple[str, ...], int]:
    with guarded(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, Linked):
        with guarded(path):
            return _copy(io.BytesIO(content), path)
    with guarded(content.path), content.path.open("rb") as source:
        digests, size = _copy(source, path)
    if digests[0] != content.digest:
        raise Damaged(
            "{file} is not what was put into the archive: its SHA-256 is {found}. Put it back from a backup.",
            file=content.path,
            found=digests[0],
        )
    return digests, size


def _copy(source: BinaryIO, path: Path) -> tuple[tuple[str, ...], int]:
    hashes = [hashlib.new(algorithm) for algorithm in ALGORITHMS]
    size = 0
    with path.open("wb") as target:
        while chunk := source.read(_CHUNK):
            size += target.write(chunk)
            for one in hashes:
                one.update(chunk)
        target.flush()
        os.fsync(target.fileno())
    return tuple(one.hexdigest() for one in hashes), size


def _tag_files(folder: Path, manifest: Mapping[str, tuple[str, ...]], info: Mapping[str, str]) -> None:
    told = {"Bagging-Date": datetime.now(UTC).date().isoformat(), **info}
    lines = (f"{label}: {' '.join(value.split())}\n" for label, value in told.items() if value.strip())
    texts = {
        DECLARATION: "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(lines),
        **{f"manifest-{name}.txt": _lines(manifest, place) for place, name in enumerate(ALGORITHMS)},
    }
    tags = {name: _put(folder / name, text.encode())[0] for name, text in texts.items()}
    for place, name in enumerate(ALGORITHMS):
        _put(folder / f"tagmanifest-{name}.txt", _lines(tags, place).encode())


def _lines(manifest: Mapping[str, tuple[str, ...]], place: int) -> str:
    return "".join(f"{digests[place]}  {_escaped(name)}\n" for name, digests in sorted(manifest.items()))


def _escaped(name: str) -> str:
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _replace(building: Path, out: Path) -> None:
    # mkdtemp shuts everybody else out; a bag is for others.
    building.chmod(0o755)
    if out.is_file():
        out.unlink()
    elif out.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        out.rename(old / out.name)
        shutil.rmtree(old, ignore_errors=True)
    building.rename(out)
