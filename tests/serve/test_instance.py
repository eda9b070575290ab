"""The instance folder is proven writable, and its key is made once."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from admin_app.serve.instance import (
    forget_owner_password,
    keep_owner_password,
    keep_secret_key,
    open_instance,
    unshown_owner_password,
)
from admin_app.serve.refusal import StartRefused


def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    folder = open_instance({"COPYDESK_INSTANCE": str(tmp_path / "a" / "b")})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not list(folder.iterdir())


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("")
    with pytest.raises(StartRefused, match=r"can't write to .*COPYDESK_INSTANCE="):
        open_instance({"COPYDESK_INSTANCE": str(tmp_path / "instance")})


def test_an_unwritable_folder_is_refused() -> None:
    # Not even root may make anything there.
    with pytest.raises(StartRefused, match="can't write to /proc/copydesk"):
        open_instance({"COPYDESK_INSTANCE": "/proc/copydesk"})


def test_the_key_is_long_private_and_stays(tmp_path: Path) -> None:
    keep_secret_key(tmp_path)
    key = (tmp_path / "secret_key").read_text()
    assert len(key) == 64
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    keep_secret_key(tmp_path)
    assert (tmp_path / "secret_key").read_text() == key
    assert os.listdir(tmp_path) == ["secret_key"]  # noqa: PTH208 -- hidden files count


def test_a_key_that_was_cut_off_by_a_crash_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    keep_secret_key(tmp_path)
    assert (tmp_path / "secret_key").stat().st_size == 64


def test_the_owners_password_is_the_same_until_it_has_been_shown(tmp_path: Path) -> None:
    assert unshown_owner_password(tmp_path) is None
    password = keep_owner_password(tmp_path)
    assert keep_owner_password(tmp_path) == password == unshown_owner_password(tmp_path)
    assert stat.S_IMODE((tmp_path / "owner_password").stat().st_mode) == 0o600
    forget_owner_password(tmp_path)
    forget_owner_password(tmp_path)
    assert unshown_owner_password(tmp_path) is None
    assert keep_owner_password(tmp_path) != password
