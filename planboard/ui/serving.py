"""What a server shows of a data folder: the published set whose models are there, while others are being made."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from planboard.answers.engine import Engine
from planboard.answers.making import make as make_models
from planboard.document.shelf import Shelf
from planboard.errors import DiskRefused, Place, Problem
from planboard.folders import data_folder, plan_folders
from planboard.models.store import Models
from planboard.snapshots.published import Published, identity, published

ENGINES_KEPT = 2  # of each data folder: what is shown, and the set before for those still reading


class _Stopped(Exception):
    """The server stops, so no more models are made."""


@dataclass
class Making:
    """How far the models of a published set are."""

    n_made: int = 0
    n_missing: int = 0
    problems: tuple[Problem, ...] = ()  # why no more are made
    is_stopped: bool = False
    thread: threading.Thread | None = None

    def tick(self, n: int, of: int, what: str) -> None:
        """Note that the next one is begun. Raises _Stopped if the server stops."""
        self.n_made, self.n_missing = n - 1, of
        if self.is_stopped:
            raise _Stopped


@dataclass(frozen=True)
class Serving:
    """What is shown now, None if there is nothing yet, and if models of what is published are missing, how far making
    them is."""

    engine: Engine | None
    making: Making | None = None


_complete: dict[Path, dict[str, Engine]] = {}  # by data folder and identity, the newest last
_partial: dict[Path, Engine] = {}
_making: dict[tuple[Path, str], Making] = {}
_lock = threading.Lock()


def serve(data: Path) -> Serving:
    """What is shown of a data folder. If models are missing, they are made in the background; until then the set shown
    before goes on being shown, or at first the dates that are ready."""
    now = published(data)
    with _lock:
        engines = _complete.setdefault(data, {})
        if now.identity in engines or not now.current:
            return Serving(engines.get(now.identity))
        models = Models(data, now)
        missing = models.missing
        if not missing:
            engines[now.identity] = Engine(models)
            for old in list(engines)[:-ENGINES_KEPT]:
                del engines[old]
            _partial.pop(data, None)
            return Serving(engines[now.identity])
        making = _making.get((data, now.identity)) or _start(data, models, len(missing))
        shown = list(engines.values())[-1] if engines else _part(data, now, missing[0])
        return Serving(shown, making)


def _part(data: Path, now: Published, before: date) -> Engine | None:
    """The engine over the dates in use before this one, None if there are none."""
    ready = tuple(s for s in now.in_use if s.as_of < before)
    if not ready:
        return None
    part = replace(now, snapshots=ready, identity=identity(ready))
    if data not in _partial or _partial[data].published.identity != part.identity:
        _partial[data] = Engine(Models(data, part))
    return _partial[data]


def _start(data: Path, models: Models, n_missing: int) -> Making:
    making = _making[data, models.published.identity] = Making(0, n_missing)

    def make() -> None:
        try:
            make_models(data, models.published, tick=making.tick)
        except _Stopped:
            pass
        except DiskRefused as error:
            making.problems = error.problems
        except Exception:  # whatever it is, the pages go on showing what they have
            logging.getLogger(__name__).exception("models could not be made")
            making.problems = (Problem(Place("models"), "model.failed"),)

    making.thread = threading.Thread(target=make, name="making models")
    making.thread.start()
    return making


def lacking_documents() -> list[str]:
    """The names of the plans not all of whose documents are there that are written ahead: where there are many, of
    those that were opened since the start."""
    folders = plan_folders(data_folder())
    if len(folders) == 1:
        serve(next(iter(folders.values())))
    with _lock:
        newest = {
            folder: list(engines.values())[-1].published for folder, engines in _complete.items() if engines
        }
    return [
        name
        for name, folder in folders.items()
        if folder in newest and not Shelf(folder, newest[folder].identity).is_complete
    ]


def stop() -> None:
    """Make no more models, and wait for the one being made."""
    for making in _making.values():
        making.is_stopped = True
        if making.thread:
            making.thread.join()
