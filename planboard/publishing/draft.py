"""A draft: what is published plus a snapshot that is not, as the newest of its date."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from planboard.publishing.accepted import Accepted
from planboard.publishing.assemble import assemble
from planboard.publishing.publish import before, kind_of
from planboard.register.plan import Plan
from planboard.snapshots.published import Published, published
from planboard.snapshots.writing import with_draft


@contextmanager
def draft(data: Path, plan: Plan, as_of: date, using: Sequence[Accepted]) -> Iterator[Published]:
    """What is published, plus the snapshot that these returns would make, as the newest of its date. The draft's files
    are deleted when the block ends. Raises UserError if it could not be published."""
    kind = kind_of(data)
    tables = assemble(plan, as_of, using, before(data, as_of, kind))
    with tempfile.TemporaryDirectory(prefix="planboard-") as folder:
        yield with_draft(published(data), as_of, tables, kind, Path(folder))
