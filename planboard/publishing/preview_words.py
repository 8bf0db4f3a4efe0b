"""A preview in words, for the office's page and the terminal."""

from __future__ import annotations

from planboard.publishing.preview import Difference, Preview
from planboard.wording import formats
from planboard.wording.statuses import status_with_sign
from planboard.wording.text import listed, say


def summary(found: Preview, lang: str) -> list[str]:
    """A sentence each on what would be published, who is missing, and how much would change for readers."""
    n_missing = len(found.missing)
    published = {"as_of": found.as_of, "revision": found.revision, "n": found.n_returned}
    sentences = [say(lang, "preview.would_publish", **published, n_missing=n_missing)]
    if found.missing:
        sentences.append(say(lang, "preview.would_miss", units=listed(lang, found.missing)))
    if found.compared_with is None:
        return [*sentences, say(lang, "preview.first")]
    key = "preview.differences" if found.differences else "preview.no_differences"
    return [*sentences, say(lang, key, as_of=found.compared_with, n=len(found.differences))]


def before_and_after(difference: Difference, lang: str) -> tuple[str, str]:
    """The figure now and after publication: a status with its sign, or a value with its unit of measure."""
    return _shown(difference, difference.before, lang), _shown(difference, difference.after, lang)


def _shown(difference: Difference, value: object, lang: str) -> str:
    if value is None:
        return formats.NOTHING
    if difference.what == "task":
        return status_with_sign(lang, str(value))
    row = difference.row
    return formats.amount(float(str(value)), row["unit_scale"], row["unit_of_measure"], lang)
