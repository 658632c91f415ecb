"""What kind of disk a folder lies on: a network share is no place for a database, and FAT takes no large files.

SQLite needs locks and shared memory that network file systems do not give, or give wrongly (sqlite.org/useovernet.html,
sqlite.org/wal.html): two machines that write at once damage the database. Only what is certainly a share is refused.
`9p` is not, although shares use it too: with it some systems mount their own disk.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from storage.errors import StorageError

SHARES = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "davfs", "glusterfs", "fuse.sshfs", "fuse.davfs",
    "fuse.rclone", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.curlftpfs",
})  # fmt: skip
"""Names of Linux file systems that lie on another machine."""
FAT = frozenset({"vfat", "msdos", "fat", "fat32"})
FAT_LIMIT = 2**32 - 1
"""The size in bytes of the largest file that FAT32 can hold."""
_MOUNTS = Path("/proc/self/mountinfo")
_OCTAL = re.compile(r"\\([0-7]{3})")
_DRIVE_REMOTE = 4  # GetDriveTypeW, learn.microsoft.com/windows/win32/api/fileapi


def refuse_share(folder: Path) -> None:
    """Raises StorageError where a folder lies on a network share."""
    kind = share_of(folder)
    if kind:
        raise StorageError(
            "{folder} lies on a network share ({kind}), where an archive's database would be damaged as soon as two "
            "computers use it. Keep the archive in a folder of this computer and back it up to the share "
            "(“archivist backup”); working together over the network will need a database server. Who is sure that "
            "only one computer ever uses it sets ARCHIVIST_ALLOW_SHARE=1.",
            folder=folder,
            kind=kind,
        )


def share_of(folder: Path) -> str | None:
    """The kind of network share that a folder, which need not exist yet, lies on; None for a disk of this computer."""
    if sys.platform == "win32":
        return _windows_share(folder)
    kind = file_system(folder)
    return kind if kind in SHARES else None


def file_system(folder: Path, mounts: Path = _MOUNTS) -> str:
    """The name of the file system that a folder, which need not exist yet, lies on, in lower case; "" if unknown."""
    if sys.platform == "win32":
        return _windows_file_system(folder)
    found = _mount(folder, mounts)
    return found[1] if found else ""


def mount_point(folder: Path, mounts: Path = _MOUNTS) -> Path | None:
    """Where the disk is mounted that a folder lies on; None where that can't be known."""
    found = _mount(folder, mounts)
    return Path(found[0]) if found else None


def _mount(folder: Path, mounts: Path) -> tuple[str, str] | None:
    """The mount with the longest path that leads to the folder; of two on one place the later one hides the other.

    The form is that of proc(5): the fifth word is the place, the first after the single dash the file system.
    """
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    wanted = os.path.realpath(folder)
    best: tuple[str, str] | None = None
    for line in lines:
        before, dash, after = line.partition(" - ")
        words = before.split(" ")
        if not dash or len(words) < 5:
            continue
        place = _OCTAL.sub(lambda octal: chr(int(octal.group(1), 8)), words[4])
        if _leads_to(place, wanted) and (best is None or len(place) >= len(best[0])):
            best = place, after.split(" ")[0].lower()
    return best


def _leads_to(place: str, folder: str) -> bool:
    return folder == place or folder.startswith(place if place.endswith("/") else place + "/")


def _windows_share(folder: Path) -> str | None:
    import ctypes

    drive = folder.absolute().drive
    if drive.startswith("\\\\") and not drive.startswith(("\\\\?\\", "\\\\.\\")):
        return drive
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    return drive if kernel.GetDriveTypeW(drive + "\\") == _DRIVE_REMOTE else None


def _windows_file_system(folder: Path) -> str:
    import ctypes

    name = ctypes.create_unicode_buffer(64)
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    root = folder.absolute().anchor
    found = kernel.GetVolumeInformationW(root, None, 0, None, None, None, name, len(name))
    return name.value.lower() if found else ""
