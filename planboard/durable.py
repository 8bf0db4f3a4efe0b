"""Writes files so that after a crash at any moment they are on disk completely or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ANNOUNCEMENT = "changing-"
ABANDONED_HOURS = 24  # a staging folder older than this was left by a publisher that was killed


class Unconfirmed(OSError):
    """The file is in place and readers see it, but the disk did not confirm that it would survive a power failure."""


def place_folder(staging: Path, target: Path, files: dict[str, bytes], *, is_flushed: bool = True) -> None:
    """Write `files` in order into a new folder under `staging`, then rename it to `target`.

    Each file is on disk before the next is begun, and all are before the rename, so the last one vouches for the
    others; not so unless `is_flushed`, which is for what can be computed again and whose reader checks every hash.
    Raises FileExistsError if `target` exists (the rename is the lock), and Unconfirmed.
    """
    folder = staging / uuid.uuid4().hex
    folder.mkdir(parents=True)
    try:
        _sweep(folder)
        for name, content in files.items():
            _write(folder / name, content) if is_flushed else (folder / name).write_bytes(content)
        if is_flushed:
            _sync(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        _rename(folder, target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if is_flushed:
        _confirm(target)


@contextmanager
def announced(folder: Path, staging: Path) -> Iterator[None]:
    """Say for the length of the block that something below `folder` changes: who watches the time at which the folder
    itself changed sees that and, if the process is killed in between, that it may have changed any time since."""
    folder.mkdir(parents=True, exist_ok=True)
    staging.mkdir(parents=True, exist_ok=True)
    mark = (
        staging / f"{ANNOUNCEMENT}{uuid.uuid4().hex}"
    )  # not in the folder, which may be copied at any moment
    mark.mkdir()
    try:
        os.utime(folder)
        yield
    finally:
        with suppress(
            OSError
        ):  # then the mark stays for a day, and readers look through all folders until then
            os.utime(folder)
            mark.rmdir()


def is_announced(staging: Path) -> bool:
    """Whether something changes now, or a process that changed it was killed."""
    return any(staging.glob(f"{ANNOUNCEMENT}*"))


def place_file(staging: Path, target: Path, content: bytes) -> None:
    """Write a file, completely or not at all. An existing file is left as it is. Raises Unconfirmed."""
    if not target.exists():
        place_new_file(staging, target, content)


def place_new_file(staging: Path, target: Path, content: bytes) -> bool:
    """Write a file, completely or not at all, and return whether this call did. An existing file is left as it is, even
    if two writers come at the same moment: a link, unlike a rename, never replaces. Raises Unconfirmed."""
    staging.mkdir(parents=True, exist_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = staging / uuid.uuid4().hex
    try:
        _write(temporary, content)
        os.link(temporary, target)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    _confirm(target)
    return True


def replace_file(staging: Path, target: Path, content: bytes) -> None:
    """Write a file in place of the one that is there: a reader sees the old one or the new one. Raises Unconfirmed."""
    staging.mkdir(parents=True, exist_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = staging / uuid.uuid4().hex
    try:
        _write(temporary, content)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    _confirm(target)


def _confirm(target: Path) -> None:
    try:
        for parent in (target.parent, target.parent.parent):
            _sync(parent)
    except OSError as error:
        raise Unconfirmed(error.errno, error.strerror) from error


def _rename(folder: Path, target: Path) -> None:
    try:
        os.rename(folder, target)
    except OSError as error:
        if target.exists():
            raise FileExistsError(str(target)) from error
        raise


def _write(path: Path, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder; NTFS journals the rename itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(new: Path) -> None:
    """Remove what killed publishers left, judging age by the file system's own clock: the time of the folder just
    made."""
    oldest = new.stat().st_mtime - ABANDONED_HOURS * 3600
    for entry in os.scandir(new.parent):
        with suppress(OSError):  # another publisher may be sweeping too
            if entry.stat(follow_symlinks=False).st_mtime < oldest:
                shutil.rmtree(entry.path, ignore_errors=True) if entry.is_dir() else os.unlink(entry.path)
