from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from equitygap.errors import OutputError
from equitygap.present.whole import written_together, written_whole

WRITER = """
import sys
from pathlib import Path
from equitygap.present.whole import written_whole
for letter in "AB" * 10_000:
    with written_whole(Path(sys.argv[1])) as sink:
        for _ in range(64):
            sink.write(letter.encode() * 65_536)
"""


def write(path: Path, content: bytes) -> None:
    with written_whole(path) as sink:
        sink.write(content)


def test_a_file_appears_and_is_replaced(tmp_path):
    target = tmp_path / "gaps.csv"
    write(target, b"old")
    write(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("failure", [ValueError("bad"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, failure):
    target = tmp_path / "gaps.csv"
    target.write_bytes(b"old")

    def fail() -> None:
        with written_whole(target) as sink:
            sink.write(b"half")
            raise failure

    with pytest.raises(type(failure)):
        fail()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_killed_writer_leaves_a_whole_file(tmp_path):
    target = tmp_path / "gaps.csv"
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(target)])
        while not (target.exists() and list(tmp_path.glob(".*.part"))):
            time.sleep(0.001)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        content = target.read_bytes()
        assert len(content) == 64 * 65_536
        assert len(set(content)) == 1
        for left in tmp_path.glob(".*.part"):
            left.unlink()


def test_files_written_together_appear_at_the_end(tmp_path):
    targets = [tmp_path / "gaps.csv", tmp_path / "path.csv"]
    with written_together() as opened:
        for target in targets:
            with opened(target) as sink:
                sink.write(b"new")
            assert not target.exists()
    assert [target.read_bytes() for target in targets] == [b"new", b"new"]
    assert sorted(tmp_path.iterdir()) == targets


@pytest.mark.parametrize("failure", [ValueError("bad"), KeyboardInterrupt()])
def test_none_of_them_appears_when_the_last_one_fails(tmp_path, failure):
    (tmp_path / "gaps.csv").write_bytes(b"old")

    def fail() -> None:
        with written_together() as opened:
            with opened(tmp_path / "gaps.csv") as sink:
                sink.write(b"new")
            with opened(tmp_path / "path.csv") as sink:
                sink.write(b"half")
                raise failure

    with pytest.raises(type(failure)):
        fail()
    assert (tmp_path / "gaps.csv").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["gaps.csv"]


def test_one_that_cannot_take_its_name_is_told(tmp_path):
    target = tmp_path / "gaps.csv"

    def fail() -> None:
        with written_together() as opened:
            with opened(target) as sink:
                sink.write(b"new")
            target.mkdir()

    with pytest.raises(OutputError, match="it is a folder"):
        fail()


def _missing_folder(folder: Path) -> Path:
    return folder / "nowhere" / "gaps.csv"


def _folder(folder: Path) -> Path:
    return folder


def _below_a_file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "gaps.csv"


def _full_disk(folder: Path) -> Path:
    return Path("/dev/full")


def _long_name(folder: Path) -> Path:
    return folder / ("x" * 300 + ".csv")


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (_missing_folder, "the folder is not there; make it first"),
        (_folder, "it is a folder; name a file in it"),
        (_below_a_file, "a part of the path is a file"),
        (_full_disk, "the disk is full"),
        (_long_name, "the name is too long"),
    ],
)
def test_what_cannot_be_written_is_told_with_what_to_do(tmp_path, place, reason):
    target = place(tmp_path)
    with pytest.raises(OutputError) as caught:
        write(target, b"x" * 100_000)
    assert str(caught.value).startswith(f"cannot write '{target}': {reason}")
    assert caught.value.exit_code == 12


def test_no_permission(tmp_path, monkeypatch):
    def refuse(*args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OutputError, match="no permission"):
        write(tmp_path / "gaps.csv", b"x")
    assert list(tmp_path.iterdir()) == []


def test_permissions_are_the_usual_ones_or_those_of_the_file_replaced(tmp_path):
    new, old = tmp_path / "new.csv", tmp_path / "old.csv"
    plain = tmp_path / "plain"
    plain.touch()
    old.touch(0o600)
    write(new, b"x")
    write(old, b"x")
    assert stat.S_IMODE(new.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    assert stat.S_IMODE(old.stat().st_mode) == 0o600


def test_a_link_is_followed(tmp_path):
    link, real = tmp_path / "link.csv", tmp_path / "real.csv"
    real.touch()
    link.symlink_to(real)
    write(link, b"x")
    assert link.is_symlink()
    assert real.read_bytes() == b"x"


def test_a_device_stays_a_device():
    write(Path(os.devnull), b"x")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
