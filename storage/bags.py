"""Bags, as one archive hands files to another: a folder with a payload and checksums (BagIt 1.0, RFC 8493; 0.93 to
0.97 are read too). Here they are read and checked; `bag_writing` makes them.

Our own, because a bag comes from strangers: every fault is a value that names its file, no path leads out of the bag,
and nothing is ever fetched from the network.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from storage.database import guarded
from storage.errors import Damaged, NotFound, StorageError

DECLARATION = "bagit.txt"
_VERSION = re.compile(r"BagIt-Version: (\d+)\.(\d+)\Z")
_ENCODING = re.compile(r"Tag-File-Character-Encoding: (\S+)\Z")
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt\Z")
_LINE = re.compile(r"\s*([0-9A-Fa-f]+)[ \t]+\*?(.*)\Z")
_OXUM = re.compile(r"(\d+)\.(\d+)\Z")
_OLDEST, _NEWEST = (0, 93), (1, 0)
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Bag:
    """A bag as it declares itself. `manifests` and `tag_manifests` give, for each algorithm, the digest of each file
    by its path in the bag; `fetch` the addresses of files that are elsewhere; `faults` what is wrong in all that."""

    folder: Path
    version: tuple[int, int]
    info: tuple[tuple[str, str], ...] = ()
    manifests: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tag_manifests: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fetch: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[StorageError, ...] = ()

    def told(self, label: str) -> str:
        """The first value of a label of `bag-info.txt`, whatever its case; empty where there is none."""
        return next((value for name, value in self.info if name.lower() == label.lower()), "")


@dataclass(frozen=True, slots=True)
class BagItem:
    """A file of a bag that was looked at, by its path in the bag, and its fault or None."""

    path: str
    fault: StorageError | None = None


def is_bag(folder: Path) -> bool:
    """Whether a folder says that it is a bag."""
    return (folder / DECLARATION).is_file()


def open_bag(folder: Path) -> Bag:
    """What a bag says of itself. StorageError: it is none, or one of another version."""
    version, encoding = _declaration(folder)
    reader = _Reader(folder, version, encoding)
    manifests: dict[bool, dict[str, dict[str, str]]] = {False: {}, True: {}}
    for path in sorted(folder.iterdir()):
        if found := _MANIFEST.match(path.name):
            manifests[bool(found[1])][found[2]] = reader.manifest(path, found[2], tags=bool(found[1]))
    if not manifests[False]:
        reader.fault("{file} has no manifest of its payload. Ask the sender for the whole bag.", folder)
    return Bag(folder, version, reader.info(), manifests[False], manifests[True], reader.fetch(), tuple(reader.faults))


def check_bag(bag: Bag) -> Iterator[BagItem]:
    """Everything there is to check: what the manifests say, that all is there and nothing else, and every digest."""
    yield from (BagItem("", fault) for fault in bag.faults)
    there = _Tree(bag.folder)
    if not (bag.folder / "data").is_dir():
        yield _item(bag, "data", "{file} is missing. Ask the sender for the whole bag.")
    yield from _complete(bag, there)
    for path, wanted in _wanted(bag).items():
        actual = there.find(path)
        if actual is None:
            yield BagItem(path, _missing(bag, path))
        else:
            yield BagItem(path, _digest_fault(bag.folder / actual, wanted))
    yield from _oxum(bag, there)


class _Tree:
    """The files of a bag by their paths, found also where a name is written with other code points (NFC, NFD)."""

    def __init__(self, folder: Path) -> None:
        with guarded(folder):
            self.files = sorted(
                path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or path.is_file()
            )
        self.links = {name for name in self.files if (folder / name).is_symlink()}
        self._by_form = {unicodedata.normalize("NFC", name): name for name in self.files}
        self._known = set(self.files)

    def find(self, path: str) -> str | None:
        """The real path of a file; None where it is not there, or is a link to something else."""
        actual = path if path in self._known else self._by_form.get(unicodedata.normalize("NFC", path))
        return None if actual in self.links else actual

    def payload(self) -> list[str]:
        return [name for name in self.files if name.startswith("data/")]


class _Reader:
    """Reads the tag files of a bag, and collects what is wrong in them."""

    def __init__(self, folder: Path, version: tuple[int, int], encoding: str) -> None:
        self.folder = folder
        self.version = version
        self.encoding = encoding
        self.faults: list[StorageError] = []

    def fault(self, template: str, path: Path, **values: object) -> None:
        self.faults.append(Damaged(template, file=path, **values))

    def manifest(self, path: Path, algorithm: str, *, tags: bool) -> dict[str, str]:
        found: dict[str, str] = {}
        if not _hashes(algorithm):
            self.fault("{file} has checksums of a kind that is not known here ({kind}).", path, kind=algorithm)
            return {}
        for number, line in self._lines(path):
            parts = _LINE.match(line)
            name = self._path(parts[2], tags=tags) if parts else None
            if parts is None or name is None:
                self.fault("{file}, line {number}: this is no checksum and path in the bag.", path, number=number)
            elif name in found and (self.version >= (1, 0) or found[name] != parts[1].lower()):
                self.fault("{file}, line {number}: {name} is there twice.", path, number=number, name=name)
            else:
                found[name] = parts[1].lower()
        return found

    def info(self) -> tuple[tuple[str, str], ...]:
        out: list[tuple[str, str]] = []
        path = self.folder / ("bag-info.txt" if self.version >= (0, 96) else "package-info.txt")
        for number, line in self._lines(path) if path.is_file() else ():
            label, colon, value = line.partition(":")
            if line[0] in " \t" and out:
                out[-1] = (out[-1][0], f"{out[-1][1]} {line.strip()}")
            elif colon and label.strip():
                out.append((label.strip(), value.strip()))
            else:
                self.fault("{file}, line {number}: this is no label and value.", path, number=number)
        return tuple(out)

    def fetch(self) -> dict[str, str]:
        out: dict[str, str] = {}
        path = self.folder / "fetch.txt"
        for number, line in self._lines(path) if path.is_file() else ():
            parts = line.split(None, 2)
            name = self._path(parts[2], tags=False) if len(parts) == 3 else None
            if name is None or not (parts[1] == "-" or parts[1].isdecimal()):
                self.fault(
                    "{file}, line {number}: this is no address, length and path in the bag.", path, number=number
                )
            else:
                out[name] = parts[0]
        return out

    def _lines(self, path: Path) -> Iterator[tuple[int, str]]:
        with guarded(path):
            data = path.read_bytes()
        try:
            text = data.decode(self.encoding)
        except UnicodeError:
            self.fault("{file} is not in {encoding}, as the bag says.", path, encoding=self.encoding)
            return
        for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
            if line.strip():
                yield number, line

    def _path(self, text: str, *, tags: bool) -> str | None:
        """A path in the bag as it is on disk; None where it leads elsewhere."""
        name = text.removeprefix("./")
        for escape, character in (("%0A", "\n"), ("%0D", "\r"), *([("%25", "%")] if self.version >= (1, 0) else [])):
            name = name.replace(escape, character).replace(escape.lower(), character)
        parts = name.split("/")
        safe = name[:1] not in ("/", "~", "") and "\\" not in name and not re.match(r"[A-Za-z]:", name)
        if not safe or any(part in ("", ".", "..") for part in parts) or "\0" in name:
            return None
        inside = parts[0] == "data" and len(parts) > 1
        return name if inside != tags else None


def _declaration(folder: Path) -> tuple[tuple[int, int], str]:
    """The version and the encoding that `bagit.txt` gives: two lines, exactly so, in UTF-8 without a mark."""
    path = folder / DECLARATION
    if not path.is_file():
        raise NotFound("{folder} is no bag: it has no bagit.txt. Choose the folder that has one.", folder=folder)
    with guarded(path):
        lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    version = _VERSION.match(lines[0]) if len(lines) == 2 else None
    encoding = _ENCODING.match(lines[1]) if len(lines) == 2 else None
    if version is None or encoding is None or not _is_encoding(encoding[1]):
        raise Damaged("{file} is not as the rules of BagIt ask. Ask the sender for a whole bag.", file=path)
    number = (int(version[1]), int(version[2]))
    if not _OLDEST <= number <= _NEWEST:
        raise StorageError(
            "{file}: this is a bag of version {version}; this program knows those up to 1.0. Ask the sender for one of "
            "version 1.0.",
            file=path,
            version=f"{version[1]}.{version[2]}",
        )
    return number, encoding[1]


def _is_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def _hashes(algorithm: str) -> bool:
    return algorithm in hashlib.algorithms_guaranteed and not algorithm.startswith("shake")


def _complete(bag: Bag, there: _Tree) -> Iterator[BagItem]:
    """Every payload file is in every manifest (before 1.0: in one), and none of them is a link out of the bag."""
    forms = [{unicodedata.normalize("NFC", name) for name in listed} for listed in bag.manifests.values()]
    enough = all if bag.version >= (1, 0) else any
    for name in there.payload():
        if name in there.links:
            yield _item(bag, name, "{file} is a link to something else. Ask the sender for the file itself.")
        elif not enough(unicodedata.normalize("NFC", name) in listed for listed in forms):
            yield _item(bag, name, "{file} is in the bag and not in every manifest. Ask the sender what it is.")


def _wanted(bag: Bag) -> dict[str, dict[str, str]]:
    """For each file that any manifest names, the digests it should have, by algorithm."""
    out: dict[str, dict[str, str]] = {}
    for manifests in (bag.manifests, bag.tag_manifests):
        for algorithm, listed in manifests.items():
            for name, digest in listed.items():
                out.setdefault(name, {})[algorithm] = digest
    for name in bag.fetch:
        out.setdefault(name, {})
    return out


def _missing(bag: Bag, path: str) -> StorageError:
    if path in bag.fetch:
        return NotFound(
            "{file} is not in the bag but at {address}. This program fetches nothing from the network: put the file "
            "there, then take in the bag.",
            file=bag.folder / path,
            address=bag.fetch[path],
        )
    return NotFound("{file} is missing. Ask the sender for the whole bag.", file=bag.folder / path)


def _digest_fault(path: Path, wanted: Mapping[str, str]) -> StorageError | None:
    hashes = {algorithm: hashlib.new(algorithm, usedforsecurity=False) for algorithm in wanted}
    try:
        with guarded(path), path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                for one in hashes.values():
                    one.update(chunk)
    except StorageError as error:
        return error
    wrong = [algorithm for algorithm, digest in wanted.items() if hashes[algorithm].hexdigest() != digest]
    if not wrong:
        return None
    return Damaged(
        "{file} is not what was put into the bag ({kind}). Ask the sender for it again.",
        file=path,
        kind=", ".join(wrong),
    )


def _oxum(bag: Bag, there: _Tree) -> Iterator[BagItem]:
    told = bag.told("Payload-Oxum")
    if not told:
        return
    payload = [there.find(name) for name in there.payload()]
    size = sum((bag.folder / name).stat().st_size for name in payload if name)
    found = _OXUM.match(told)
    if not found or (int(found[1]), int(found[2])) != (size, len(payload)):
        reason = "{file} says {told} of the payload (bytes, files); it is {found}. Ask the sender for the whole bag."
        yield _item(bag, "bag-info.txt", reason, told=told, found=f"{size}.{len(payload)}")


def _item(bag: Bag, path: str, template: str, **values: object) -> BagItem:
    return BagItem(path, Damaged(template, file=bag.folder / path, **values))
