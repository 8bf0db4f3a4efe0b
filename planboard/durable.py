"""Writing files so that they are on disk whole or not at all, whenever the machine stops."""

from __future__ import annotations

import os
import shutil
import uuid
from contextlib import suppress
from pathlib import Path

ABANDONED_HOURS = 24  # a staging folder older than this was left by a publisher that died


class Unconfirmed(OSError):
    """The file is in place and readers see it, but the disk did not confirm that it would survive a power failure."""


def place_folder(staging: Path, target: Path, files: dict[str, bytes]) -> None:
    """Write `files` in their order into a new folder under `staging`, then rename it to `target`.

    Every file is on disk before the next is begun and all before the rename, so the last one vouches for the
    others. Raises FileExistsError where `target` is already there: the rename is the lock.
    """
    folder = staging / uuid.uuid4().hex
    folder.mkdir(parents=True)
    try:
        _sweep(folder)
        for name, content in files.items():
            _write(folder / name, content)
        _sync(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        _rename(folder, target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _confirm(target)


def place_file(staging: Path, target: Path, content: bytes) -> None:
    """Write one file, whole or not at all. A file that is already there under this name is left as it is."""
    if not target.exists():
        place_new_file(staging, target, content)


def place_new_file(staging: Path, target: Path, content: bytes) -> bool:
    """Write one file, whole or not at all; whether this call made it. A file that is already there is left as it is,
    also when two come at the same moment: a link, unlike a rename, never replaces."""
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
    """Remove what publishers left when they died, by the file system's own clock: the age of the folder just made."""
    oldest = new.stat().st_mtime - ABANDONED_HOURS * 3600
    for entry in os.scandir(new.parent):
        with suppress(OSError):  # another publisher may be sweeping too
            if entry.stat(follow_symlinks=False).st_mtime < oldest:
                shutil.rmtree(entry.path, ignore_errors=True) if entry.is_dir() else os.unlink(entry.path)
