"""A file is there whole or not at all, and nothing that a row knows is ever swept."""

import hashlib
import os
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from admin_app.content.media import LocalStorage, storage
from admin_app.content.media.library import kept_files, read_upload
from admin_app.errors import NotFound


@pytest.fixture
def store(tmp_path):
    return LocalStorage(tmp_path / "media")


def none_needed(keys):
    return set()


def files(store):
    return sorted(
        path.relative_to(store.folder).as_posix()
        for path in store.folder.rglob("*")
        if path.is_file()
    )


def age(store, key, seconds):
    then = time.time() - seconds
    os.utime(store.folder / key, (then, then))


def test_what_is_put_can_be_opened_and_removed(store):
    key = store.put(b"picture", "jpg")
    digest = hashlib.sha256(b"picture").hexdigest()
    assert key == f"{digest[:2]}/{digest[2:4]}/{digest}.jpg"
    with store.open(key) as file:
        assert file.read() == b"picture"
    assert store.path(key).stat().st_mode & 0o777 == 0o644
    assert store.remove(key) is True
    assert store.remove(key) is False
    with pytest.raises(NotFound):
        store.open(key)


def test_the_same_bytes_are_kept_once_and_others_beside_them(store):
    first, second = store.put(b"one", "png"), store.put(b"two", "png")
    assert first != second
    assert store.put(b"one", "png") == first
    assert files(store) == sorted([first, second])


@pytest.mark.parametrize(
    "key",
    ["", "../../etc/passwd", "ab/cd/x.jpg", "/etc/passwd", "ab/cd/" + "a" * 64 + ".jpg", "\0"],
)
def test_only_keys_name_files(store, key):
    store.put(b"x", "jpg")
    with pytest.raises(NotFound):
        store.open(key)
    assert store.remove(key) is False


@pytest.mark.parametrize("extension", ["", "../x", "JPG", "a.b", "toolong"])
def test_extensions_are_plain(store, extension):
    with pytest.raises(ValueError, match="extension"):
        store.put(b"x", extension)


def test_the_sweep_takes_only_old_unknown_files(store):
    known, orphan, new = (store.put(name, "png") for name in (b"known", b"orphan", b"new"))
    part = store.folder / ".parts" / "left-by-a-crash"
    part.write_bytes(b"half")
    foreign = store.folder / "readme.txt"
    foreign.write_text("not ours")
    for key in (known, orphan, ".parts/left-by-a-crash", "readme.txt"):
        age(store, key, 7200)
    assert store.sweep({known}.intersection, older_than=3600) == [orphan]
    assert files(store) == sorted([known, new, "readme.txt"])
    assert store.sweep(none_needed, older_than=3600) == [known]


def test_a_sweep_asks_for_some_keys_at_a_time(store, monkeypatch):
    monkeypatch.setattr(storage, "PORTION", 2)
    keys = {store.put(bytes([number]), "png") for number in range(5)}
    asked = []

    def needed(portion):
        asked.append(len(portion))
        return set(portion[:1])

    for key in keys:
        age(store, key, 7200)
    assert len(store.sweep(needed, older_than=3600)) == 2
    assert asked == [2, 2, 1]


def test_putting_an_old_file_again_keeps_it_from_the_sweep(store):
    key = store.put(b"x", "png")
    age(store, key, 7200)
    store.put(b"x", "png")
    assert store.sweep(none_needed, older_than=3600) == []
    assert files(store) == [key]


def test_a_put_between_the_two_looks_of_a_sweep_wins(store, monkeypatch):
    key = store.put(b"x", "png")
    age(store, key, 7200)
    rename = Path.rename

    def put_first(path, target):
        store.put(b"x", "png")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", put_first)
    assert store.sweep(none_needed, older_than=3600) == []
    assert files(store) == [key]


FULL_DISK = """
import resource, sys
from pathlib import Path
from admin_app.content.media import LocalStorage
from admin_app.errors import Refusal
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
store = LocalStorage(Path(sys.argv[1]))
kept = store.put(b"a" * 50_000, "png")
try:
    store.put(b"b" * 200_000, "png")
except Refusal as refusal:
    print(refusal.field, refusal.status < 500, refusal.message)
"""


def test_a_full_disk_is_said_and_leaves_nothing(store):
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(store.folder)], capture_output=True, text=True
    )
    assert ran.stderr == ""
    assert ran.stdout.startswith("file True There is no room left on the disk")
    assert [Path(name).suffix for name in files(store)] == [".png"]


@pytest.mark.parametrize("failing", ["fsync", "replace", "chmod"])
def test_a_write_that_fails_anywhere_leaves_nothing(store, monkeypatch, failing):
    def fails(*_):
        raise OSError(5, "Input/output error")

    store.put(b"first", "png")
    before = files(store)
    monkeypatch.setattr(storage.os if failing == "fsync" else Path, failing, fails)
    with pytest.raises(OSError, match="Input/output"):
        store.put(b"second", "png")
    monkeypatch.undo()
    assert files(store) == before
    assert store.put(b"second", "png") in files(store)


KILLED = """
import os, sys
from pathlib import Path
from admin_app.content.media import LocalStorage
os.fsync = lambda _: os._exit(9)
LocalStorage(Path(sys.argv[1])).put(b"x" * 1000, "png")
"""


def test_a_crash_while_writing_leaves_only_a_part_that_is_swept(store):
    (store.folder / ".parts").mkdir(parents=True)
    ran = subprocess.run([sys.executable, "-c", KILLED, str(store.folder)])
    assert ran.returncode == 9
    (left,) = files(store)
    assert left.startswith(".parts/")
    age(store, left, 7200)
    store.sweep(none_needed, older_than=3600)
    assert files(store) == []


def test_an_unusable_folder_is_an_error_for_the_log(store):
    store.folder.parent.joinpath("media").write_text("a file stands here")
    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        store.put(b"x", "png")


def test_a_file_is_taken_back_unless_it_was_put_again(store):
    key = store.put(b"one", "png")
    assert store.take_back(key, time.time() + 1)
    key = store.put(b"two", "png")
    assert not store.take_back(key, time.time() - 60)
    assert store.open(key).read() == b"two"


def test_a_file_that_is_kept_on_to_is_young_again(store):
    key = store.put(b"one", "png")
    age(store, key, 7200)
    assert store.keep(key)
    assert store.sweep(none_needed, 3600) == []
    assert not store.keep("ab/cd/none.png")
    assert not store.keep("../../etc/passwd")


def test_a_file_that_another_copy_took_back_meanwhile_is_there_after_the_save(store):
    out = BytesIO()
    Image.new("RGB", (500, 300), "teal").save(out, "PNG")
    picture = read_upload(BytesIO(out.getvalue()), "sea.png")
    with kept_files(store, picture, none_needed) as kept:
        for key in kept.keys:
            store.remove(key)
    assert files(store) == sorted(kept.keys)
