from __future__ import annotations

from pathlib import Path

import pytest

from storage import shares
from storage.archive import Archive
from storage.errors import StorageError
from tests.storage.conftest import FOLDING

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv/share rw,relatime shared:7 - nfs4 nas:/volume rw,vers=4.2
31 22 0:41 / /srv/with\\040space rw - cifs //nas/scans rw
32 22 0:42 / /media/usb rw - vfat /dev/sdb1 rw
33 22 0:43 / /home/wang/nas rw - fuse.sshfs wang@nas:/ rw
34 22 0:44 / /mnt/c rw - 9p drvfs rw
35 30 8:2 / /srv/share/local rw - ext4 /dev/sdc1 rw
not a line
36 22
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    file = tmp_path / "mountinfo"
    file.write_text(MOUNTS, "utf-8")
    return file


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/", "ext4"),
        ("/srv", "ext4"),
        ("/srv/share", "nfs4"),
        ("/srv/share/archive/not there yet", "nfs4"),
        ("/srv/shared", "ext4"),
        ("/srv/share/local/a", "ext4"),
        ("/srv/with space/a", "cifs"),
        ("/media/usb/a", "vfat"),
        ("/home/wang/nas/a", "fuse.sshfs"),
        ("/mnt/c/a", "9p"),
    ],
)
def test_the_disk_of_a_folder_is_that_of_the_longest_mount_above_it(mounts: Path, folder: str, kind: str) -> None:
    assert shares.file_system(Path(folder), mounts) == kind


def test_a_disk_that_cannot_be_known_is_taken_for_one_of_this_computer(tmp_path: Path) -> None:
    assert shares.file_system(tmp_path, tmp_path / "nothing") == ""
    assert "" not in shares.SHARES


def test_a_link_to_a_share_is_a_share(mounts: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/srv/share")
    assert shares.file_system(tmp_path / "link" / "archive", mounts) == "nfs4"


def test_an_archive_on_a_share_is_refused_with_the_reason_unless_somebody_insists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Archive.create(tmp_path / "a", "a", FOLDING).close()
    monkeypatch.setattr(shares, "share_of", lambda folder: "cifs")
    with pytest.raises(StorageError, match=r"network share \(cifs\).*archivist backup"):
        Archive.open(tmp_path / "a", FOLDING)
    with pytest.raises(StorageError, match="network share"):
        Archive.create(tmp_path / "b", "b", FOLDING)
    assert not (tmp_path / "b").exists()
    Archive.open(tmp_path / "a", FOLDING, on_share=True).close()
    Archive.create(tmp_path / "b", "b", FOLDING, on_share=True).close()
