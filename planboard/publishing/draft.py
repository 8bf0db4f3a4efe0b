"""A draft: what is published plus a snapshot that is not, as the newest of its date."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from planboard.answers.engine import Engine, drafted
from planboard.models.store import models
from planboard.publishing.accepted import Accepted
from planboard.publishing.assemble import assemble
from planboard.publishing.newest import before, kind_of
from planboard.register.plan import Plan
from planboard.returns.calls import calls
from planboard.snapshots.published import published
from planboard.snapshots.writing import with_draft


def draft(data: Path, plan: Plan, as_of: date, using: Sequence[Accepted], only: Iterable[str]) -> Engine:
    """Some queries over the snapshot that these returns would make, as the newest of its date. Raises UserError if it
    could not be published, and DiskRefused if models of earlier dates are missing and cannot be written."""
    kind, now = kind_of(data), published(data)
    tables = assemble(plan, as_of, using, before(data, as_of, kind), calls(data, as_of).standing)
    with tempfile.TemporaryDirectory(prefix="planboard-") as folder:
        with_it = with_draft(now, as_of, tables, kind, Path(folder))
        return drafted(models(data, now), with_it, as_of, only)
