"""Objects on disk by the Oxford Common File Layout 1.1 (ocfl.io/1.1/spec): how they are named, found and read.

An object is a folder that explains itself: an inventory says which files each version has and under which SHA-256.
A version never changes; the next one names anew what stayed and adds what is new. `ocfl_writing` makes objects,
`ocfl_checks` looks for faults in them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from storage.database import guarded
from storage.errors import Damaged

ALGORITHM = "sha256"
"""One of the two that OCFL allows; the other is no help where every file is known by its SHA-256 already."""
ROOT_MARK = "0=ocfl_1.1"
OBJECT_MARK = "0=ocfl_object_1.1"
INVENTORY = "inventory.json"
SIDECAR = f"{INVENTORY}.{ALGORITHM}"
TYPE = "https://ocfl.io/1.1/spec/#inventory"
LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
LAYOUT_SETTINGS: Mapping[str, object] = {
    "extensionName": LAYOUT, "digestAlgorithm": ALGORITHM, "tupleSize": 3, "numberOfTuples": 3,
}  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z0-9_-]")
_VERSION = re.compile(r"v([1-9][0-9]*)\Z")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """A version of an object: when, by whom and why it was made, and the SHA-256 of each of its files by name."""

    created: str
    agent: str
    message: str
    state: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Inventory:
    """What an object says of itself. `manifest` gives, for each SHA-256, where in the object such a file lies."""

    id: str
    versions: tuple[ObjectVersion, ...]
    manifest: Mapping[str, tuple[str, ...]]

    @property
    def head(self) -> int:
        """The number of the newest version, from 1."""
        return len(self.versions)

    @property
    def state(self) -> Mapping[str, str]:
        """The files of the newest version."""
        return self.versions[-1].state

    def to_json(self) -> bytes:
        """The contents of `inventory.json`."""
        versions = {
            f"v{number}": {
                "created": version.created,
                "message": version.message,
                "user": {"name": version.agent},
                "state": _by_digest(version.state),
            }
            for number, version in enumerate(self.versions, 1)
        }
        values = {
            "id": self.id, "type": TYPE, "digestAlgorithm": ALGORITHM, "head": f"v{self.head}",
            "contentDirectory": "content", "manifest": {d: list(paths) for d, paths in sorted(self.manifest.items())},
            "versions": versions,
        }  # fmt: skip
        return json.dumps(values, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Inventory:
        """The inventory in these bytes. ValueError, KeyError, TypeError, AttributeError: they are none of ours."""
        values: dict[str, Any] = json.loads(data)
        if values["digestAlgorithm"] != ALGORITHM or not str(values["type"]).startswith("https://ocfl.io/1."):
            raise ValueError(f"{values['type']}, {values['digestAlgorithm']}")
        count = len(values["versions"])
        versions = tuple(_version(values["versions"][f"v{number}"]) for number in range(1, count + 1))
        if values["head"] != f"v{count}":
            raise ValueError(f"head {values['head']}")
        manifest = {str(digest).lower(): tuple(map(safe, paths)) for digest, paths in values["manifest"].items()}
        return cls(str(values["id"]), versions, manifest)


class ObjectRoot:
    """The folder of all objects. Where it does not exist yet there are none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, id: str) -> Path:
        """Where an object lies, or would: three folders by the SHA-256 of its name, then its name (extension 0003)."""
        digest = hashlib.sha256(id.encode()).hexdigest()
        name = "".join(c if _PLAIN.match(c) else "".join(f"%{byte:02x}" for byte in c.encode()) for c in id)
        if len(name) > _LONGEST_NAME:
            name = f"{name[:_LONGEST_NAME]}-{digest}"
        return self.folder / digest[:3] / digest[3:6] / digest[6:9] / name

    def objects(self) -> Iterator[Path]:
        """The folders of all objects, in the order of their paths."""
        with guarded(self.folder):
            levels = [folder for folder in _folders(self.folder) if len(folder.name) == 3]
        for level in levels:
            for object in sorted(level.glob("*/*/*")):
                if object.is_dir():
                    yield object

    def inventory(self, id: str) -> Inventory | None:
        """What an object says of itself; None where there is no such object. Damaged."""
        place = self.place(id)
        return read_inventory(place) if place.is_dir() else None

    def path(self, inventory: Inventory, digest: str) -> Path:
        """Where a file of an object lies. Damaged where its inventory does not know it."""
        place = self.place(inventory.id)
        found = inventory.manifest.get(digest)
        if not found:
            raise _unreadable(place / INVENTORY, f"no file {digest}")
        return place / found[0]

    def read(self, inventory: Inventory, name: str) -> bytes:
        """A file of the newest version. KeyError: it has none of that name. Damaged: it is not what was written."""
        digest = inventory.state[name]
        path = self.path(inventory, digest)
        with guarded(path):
            data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise Damaged("{file} is not what was sealed. Put it back from a backup.", file=path)
        return data


def read_inventory(place: Path) -> Inventory:
    """The inventory of the object in a folder, checked against its own checksum. Damaged, NotFound."""
    return parse_inventory(place / INVENTORY, place / SIDECAR)


def parse_inventory(path: Path, sidecar: Path) -> Inventory:
    """As `read_inventory`, for any copy of an inventory."""
    with guarded(path):
        data, told = path.read_bytes(), sidecar.read_bytes()
    if told.split()[:1] != [hashlib.sha256(data).hexdigest().encode()]:
        raise _unreadable(path, f"its SHA-256 is not that in {sidecar.name}")
    try:
        return Inventory.from_json(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(path, error) from error


def version_number(name: str) -> int:
    """The number of a version's folder (`v3`: 3), 0 where a name is none."""
    found = _VERSION.match(name)
    return int(found[1]) if found else 0


def safe(path: object) -> str:
    """A path inside an object, as it is; ValueError where it leads out of it."""
    text = str(path)
    parts = PurePosixPath(text).parts
    if not parts or text.startswith("/") or "\\" in text or any(part in (".", "..") for part in text.split("/")):
        raise ValueError(f"the path {text!r}")
    return text


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _by_digest(state: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, digest in sorted(state.items()):
        found.setdefault(digest, []).append(name)
    return found


def _version(values: dict[str, Any]) -> ObjectVersion:
    state = {safe(name): str(digest).lower() for digest, names in values["state"].items() for name in names}
    agent = str(values.get("user", {}).get("name", ""))
    return ObjectVersion(str(values["created"]), agent, str(values.get("message", "")), state)


def _unreadable(path: Path, reason: object) -> Damaged:
    return Damaged(
        "{file} can't be understood ({reason}). Put the folder it lies in back from a backup.", file=path, reason=reason
    )
