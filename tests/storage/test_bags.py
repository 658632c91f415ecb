"""Bags by RFC 8493. The faults are those of the conformance suite of the Library of Congress, made anew here."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.bag_writing import write_bag, write_folder
from storage.bags import check_bag, is_bag, open_bag
from storage.errors import Damaged, StorageError
from storage.ocfl_writing import Linked

FILES = {"hello.txt": b"hello", "水/達賚湖.txt": "湖".encode()}


def bag(folder: Path, algorithm: str = "sha256", version: str = "1.0", encoding: str = "UTF-8") -> Path:
    """A small bag, written by hand."""
    (folder / "data" / "水").mkdir(parents=True)
    lines = []
    for name, data in FILES.items():
        (folder / "data" / name).write_bytes(data)
        lines.append(f"{hashlib.new(algorithm, data).hexdigest()}  data/{name}\n")
    declared = f"BagIt-Version: {version}\nTag-File-Character-Encoding: {encoding}\n"
    (folder / "bagit.txt").write_bytes(declared.encode())
    (folder / f"manifest-{algorithm}.txt").write_bytes("".join(lines).encode(encoding))
    (folder / "bag-info.txt").write_bytes("Payload-Oxum: 8.2\nContact-Name: 薩仁\n".encode(encoding))
    seal_tags(folder, algorithm, encoding)
    return folder


def seal_tags(folder: Path, algorithm: str = "sha256", encoding: str = "UTF-8") -> None:
    tags = [p for p in sorted(folder.glob("*.txt")) if not p.name.startswith("tagmanifest")]
    told = "".join(f"{hashlib.new(algorithm, p.read_bytes()).hexdigest()} {p.name}\n" for p in tags)
    (folder / f"tagmanifest-{algorithm}.txt").write_bytes(told.encode(encoding))


def faults(folder: Path) -> list[str]:
    try:
        return [str(item.fault) for item in check_bag(open_bag(folder)) if item.fault]
    except StorageError as error:
        return [str(error)]


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("version", ["0.96", "0.97", "1.0"])
def test_a_whole_bag_has_no_fault(tmp_path: Path, algorithm: str, version: str) -> None:
    folder = bag(tmp_path / "bag", algorithm, version)
    assert is_bag(folder)
    assert faults(folder) == []
    assert open_bag(folder).told("contact-name") == "薩仁"


@pytest.mark.parametrize("encoding", ["UTF-16", "GB18030", "UTF-8"])
def test_tag_files_are_read_in_the_encoding_that_the_bag_declares(tmp_path: Path, encoding: str) -> None:
    assert faults(bag(tmp_path / "bag", encoding=encoding)) == []


def append(name: str, text: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        with (folder / name).open("ab") as file:
            file.write(text.encode())

    return change


def write(name: str, data: str | bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def remove(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def replace(name: str, old: str, new: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_bytes(text.replace(old, new).encode())

    return change


def second_manifest_without(name: str) -> Callable[[Path], object]:
    others = {other: data for other, data in FILES.items() if other != name}
    text = "".join(f"{hashlib.sha512(data).hexdigest()} data/{other}\n" for other, data in others.items())
    return write("manifest-sha512.txt", text)


ZEROS = "0" * 64
HELLO = hashlib.sha256(b"hello").hexdigest()
BROKEN: tuple[tuple[str, Callable[[Path], object], str], ...] = (
    ("a changed file", write("data/hello.txt", "hallo"), "hello.txt is not what was put into the bag (sha256)"),
    ("a missing file", remove("data/hello.txt"), "hello.txt is missing"),
    ("an extra file", write("data/more.txt", "x"), "more.txt is in the bag and not in every manifest"),
    ("no payload folder", lambda f: (f / "data").rename(f / "x"), "data is missing"),
    ("no bagit.txt", remove("bagit.txt"), "is no bag"),
    ("no manifest", remove("manifest-sha256.txt"), "has no manifest of its payload"),
    ("a changed tag file", append("bag-info.txt", "Contact-Email: x\n"), "bag-info.txt is not what was put into"),
    ("a missing tag file", remove("bag-info.txt"), "bag-info.txt is missing"),
    ("a byte order mark", replace("bagit.txt", "BagIt", "\ufeffBagIt"), "bagit.txt is not as the rules"),
    ("white space before the colon", replace("bagit.txt", "Version:", "Version :"), "bagit.txt is not as the rules"),
    ("no encoding", write("bagit.txt", "BagIt-Version: 1.0\n"), "bagit.txt is not as the rules"),
    ("an unknown encoding", replace("bagit.txt", "UTF-8", "KLINGON"), "bagit.txt is not as the rules"),
    ("no number as version", replace("bagit.txt", "1.0", "1.x"), "bagit.txt is not as the rules"),
    ("a newer version", replace("bagit.txt", "1.0", "2.0"), "bag of version 2.0"),
    ("another encoding than declared", write("bag-info.txt", b"A: \xff\xfe\n"), "is not in UTF-8"),
    ("an unknown checksum", write("manifest-crc32.txt", "00 data/hello.txt\n"), "of a kind that is not known here"),
    (
        "a file twice",
        append("manifest-sha256.txt", f"{hashlib.sha256(b'hello').hexdigest()} data/hello.txt\n"),
        "twice",
    ),
    ("two checksums for a file", append("manifest-sha256.txt", f"{ZEROS} data/hello.txt\n"), "is there twice"),
    ("a manifest that lacks a file", second_manifest_without("hello.txt"), "hello.txt is in the bag and not in every"),
    ("a line that is none", append("manifest-sha256.txt", "what is this\n"), "no checksum and path in the bag"),
    ("no label", append("bag-info.txt", "no colon here\n"), "this is no label and value"),
    ("another size", replace("bag-info.txt", "8.2", "9.2"), "says 9.2 of the payload (bytes, files); it is 8.2"),
    ("no size", replace("bag-info.txt", "8.2", "many"), "says many of the payload"),
)


@pytest.mark.parametrize(("change", "said"), [c[1:] for c in BROKEN], ids=[c[0].replace(" ", "-") for c in BROKEN])
def test_a_fault_of_a_bag_is_named(tmp_path: Path, change: Callable[[Path], object], said: str) -> None:
    folder = bag(tmp_path / "bag")
    change(folder)
    assert any(said in fault for fault in faults(folder)), faults(folder)


OUTSIDE = (
    "../outside.txt", "data/../../outside.txt", "/etc/passwd", "~/outside.txt", "~root/outside.txt",
    "C:\\outside.txt", "C:/outside.txt", "\\\\server\\share\\x", "data/./x/../../../y", "data//x", "bagit.txt", "data",
    "data/%2e%2e/x\0", "..\\outside.txt",
)  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("version", ["0.97", "1.0"])
def test_no_path_leads_out_of_a_bag(tmp_path: Path, path: str, version: str) -> None:
    (tmp_path / "outside.txt").write_bytes(b"")
    folder = bag(tmp_path / "bag", version=version)
    append("manifest-sha256.txt", f"{hashlib.sha256(b'').hexdigest()}  {path}\n")(folder)
    write("fetch.txt", f"http://example.org/x 3 {path}\n")(folder)
    seal_tags(folder)
    found = faults(folder)
    assert sum("in the bag" in fault for fault in found) == 2
    assert all(name == "" or not name.startswith((".", "/", "~")) for name in open_bag(folder).manifests["sha256"])


def test_a_link_out_of_a_bag_is_named(tmp_path: Path) -> None:
    folder = bag(tmp_path / "bag")
    (tmp_path / "secret").write_bytes(b"hello")
    (folder / "data" / "hello.txt").unlink()
    (folder / "data" / "hello.txt").symlink_to(tmp_path / "secret")
    assert any("is a link to something else" in fault for fault in faults(folder))


def test_files_that_are_elsewhere_are_not_fetched_and_the_way_out_is_said(tmp_path: Path) -> None:
    folder = bag(tmp_path / "bag")
    write("fetch.txt", "http://example.org/hello.txt 5 data/hello.txt\n")(folder)
    seal_tags(folder)
    assert faults(folder) == []  # it is here already
    (folder / "data" / "hello.txt").unlink()
    said = faults(folder)
    assert any("http://example.org/hello.txt" in fault and "fetches nothing" in fault for fault in said)


def test_names_with_line_ends_and_per_cent_signs_are_read_as_they_were_written(tmp_path: Path) -> None:
    folder = bag(tmp_path / "bag")
    odd = {"a\nb": "a%0Ab", "c\rd": "c%0dd", "100%": "100%25", "%41": "%2541"}
    for name, written in odd.items():
        (folder / "data" / name).write_bytes(b"")
        append("manifest-sha256.txt", f"{hashlib.sha256(b'').hexdigest()}  data/{written}\n")(folder)
    replace("bag-info.txt", "8.2", "8.6")(folder)
    seal_tags(folder)
    assert faults(folder) == []


@pytest.mark.parametrize(
    "line",
    ["{digest} *data/hello.txt", "{digest}\tdata/hello.txt", "{digest}   ./data/hello.txt", "{DIGEST} data/hello.txt"],
)
def test_lines_that_other_tools_write_are_understood(tmp_path: Path, line: str) -> None:
    folder = bag(tmp_path / "bag")
    digest = hashlib.sha256(b"hello").hexdigest()
    replace("manifest-sha256.txt", f"{digest}  data/hello.txt", line.format(digest=digest, DIGEST=digest.upper()))(
        folder
    )
    seal_tags(folder)
    assert faults(folder) == []


def test_a_name_in_other_code_points_for_the_same_letters_is_found(tmp_path: Path) -> None:
    folder = bag(tmp_path / "bag")
    name = "é.txt"
    (folder / "data" / unicodedata.normalize("NFD", name)).write_bytes(b"")
    written = unicodedata.normalize("NFC", name)
    append("manifest-sha256.txt", f"{hashlib.sha256(b'').hexdigest()} data/{written}\n")(folder)
    replace("bag-info.txt", "8.2", "8.3")(folder)
    seal_tags(folder)
    assert faults(folder) == []


def test_an_older_bag_may_list_a_file_in_one_manifest_only_and_twice_alike(tmp_path: Path) -> None:
    folder = bag(tmp_path / "bag", version="0.97")
    second_manifest_without("hello.txt")(folder)
    append("manifest-sha256.txt", f"{hashlib.sha256(b'hello').hexdigest()} data/hello.txt\n")(folder)
    seal_tags(folder)
    assert faults(folder) == []


def test_labels_repeat_continue_and_stand_in_their_order(tmp_path: Path) -> None:
    folder = bag(tmp_path / "bag")
    append("bag-info.txt", "Note: one\n  and more\nNote:\ttwo\n")(folder)
    seal_tags(folder)
    assert open_bag(folder).info[2:] == (("Note", "one and more"), ("Note", "two"))
    assert faults(folder) == []


def test_a_bag_in_a_bag_is_payload(tmp_path: Path) -> None:
    inner = bag(tmp_path / "inner")
    files = [(p.relative_to(inner).as_posix(), p.read_bytes()) for p in inner.rglob("*") if p.is_file()]
    list(write_bag(tmp_path / "bag", files, {}))
    assert faults(tmp_path / "bag") == []


def test_what_we_write_is_valid_to_an_independent_judge(tmp_path: Path) -> None:
    master = tmp_path / "master.png"
    master.write_bytes(b"picture")
    linked = Linked(master, hashlib.sha256(b"picture").hexdigest())
    files: list[tuple[str, bytes | Linked]] = [("masters/0001.png", linked), ("100%\n水.txt", b"x")]
    names = list(write_bag(tmp_path / "bag", files, {"External-Description": "達賚湖\n志"}))
    assert names == ["masters/0001.png", "100%\n水.txt"]
    assert faults(tmp_path / "bag") == []
    assert open_bag(tmp_path / "bag").told("External-Description") == "達賚湖 志"
    list(write_bag(tmp_path / "plain", [files[0], ("水.txt", b"x")], {}))
    bagit.Bag(str(tmp_path / "plain")).validate()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bag", "master.png", "plain"]


def test_a_folder_with_other_things_in_it_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("x")
    for out in (write_bag(tmp_path / "letters", [], {}), write_folder(tmp_path / "letters", [])):
        with pytest.raises(StorageError, match="holds other things and is not replaced"):
            list(out)
    assert (tmp_path / "letters" / "dear.txt").exists()
    list(write_bag(tmp_path / "bag", [("a", b"1")], {}))
    list(write_bag(tmp_path / "bag", [("b", b"2")], {}))
    assert [path.name for path in (tmp_path / "bag" / "data").iterdir()] == ["b"]


def test_a_master_that_is_damaged_makes_no_bag(tmp_path: Path) -> None:
    (tmp_path / "master.png").write_bytes(b"picturf")
    for make in (write_bag, write_folder):
        with pytest.raises(Damaged):
            linked = Linked(tmp_path / "master.png", hashlib.sha256(b"picture").hexdigest())
            list(make(tmp_path / "bag", [("a.png", linked)], *([{}] if make is write_bag else [])))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["master.png"]


SPACE = " .\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/\\:~"), min_size=1, max_size=12)


@settings(max_examples=40)
@given(
    st.dictionaries(NAMES.filter(lambda name: name.strip(" .\t\v\f\x1c\x1d\x1e\x85\u2028\u2029") == name), st.binary())
)
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> None:
    forms = {unicodedata.normalize("NFC", name): (name, data) for name, data in files.items()}
    folder = tmp_path_factory.mktemp("bag") / "bag"
    list(write_bag(folder, list(forms.values()), {}))
    assert faults(folder) == []
    assert len(open_bag(folder).manifests["sha512"]) == len(forms)


@settings(max_examples=60)
@given(st.sampled_from(["bagit.txt", "manifest-sha256.txt", "bag-info.txt", "fetch.txt"]), st.binary(max_size=200))
def test_garbage_in_a_tag_file_is_a_fault_and_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: bytes
) -> None:
    folder = bag(tmp_path_factory.mktemp("bag") / "bag")
    (folder / name).write_bytes(data)
    assert faults(folder) or not data.strip() or name == "fetch.txt"
