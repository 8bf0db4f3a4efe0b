"""A preview in words, for the office's page and the terminal."""

from __future__ import annotations

from planboard.publishing.effects import Amended, Effect
from planboard.publishing.preview import Difference, Preview
from planboard.register.amendments import ADDED, WITHDRAWN
from planboard.wording import formats
from planboard.wording.readable import amended_field
from planboard.wording.statuses import status_with_sign, status_word
from planboard.wording.text import listed, say


def summary(found: Preview, lang: str) -> list[str]:
    """A sentence each on what would be published, who is missing, and how much would change for readers."""
    n_missing = len(found.missing)
    published = {"as_of": found.as_of, "revision": found.revision, "n": found.n_returned}
    sentences = [say(lang, "preview.would_publish", **published, n_missing=n_missing)]
    if found.missing:
        key = "would_miss" if found.compared_with else "would_miss_first"
        sentences.append(say(lang, f"preview.{key}", units=listed(lang, found.missing)))
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


def amendment_sentence(found: Amended, lang: str) -> str:
    """What an amendment does to statuses and why: 2023-24: overdue → at risk, because its deadline was changed."""
    row, n = found.amendment, len(found.effects)
    thing = " ".join(filter(None, (row["id"] if row["object"] != "plan" else "", found.name[lang])))
    is_itself = n == 1 and row["id"] == found.effects[0].task_id
    what = say(
        lang, "preview.decided", what=_what(found, say(lang, "preview.it") if is_itself else thing, is_itself, lang),
        authority=row["authority"], decided_on=row["decided_on"], reason=row["reason"],
    )  # fmt: skip
    if not found.effects:
        return say(lang, "preview.no_effect", what=what)
    return say(
        lang,
        "preview.because",
        effects=listed(lang, (_effect(found, e, lang) for e in found.effects)),
        what=what,
    )


def _what(found: Amended, thing: str, is_itself: bool, lang: str) -> str:
    row, values = found.amendment, {"old": found.old[lang], "new": found.new[lang]}
    if row["field"] == ADDED:
        return say(
            lang, "preview.list_added" if values["new"] else "preview.added", thing=thing, n=values["new"]
        )
    if row["field"] == WITHDRAWN:
        return say(lang, "preview.withdrawn", thing=thing)
    shown = {side: value or formats.NOTHING for side, value in values.items()}
    key = "preview.its_field" if is_itself else "preview.field_of" if thing else "preview.rule"
    return say(lang, key, field=amended_field(row["field"], lang), thing=thing, **shown)


def _effect(found: Amended, effect: Effect, lang: str) -> str:
    before, after = (
        status_word(lang, status) or say(lang, f"preview.{word}")
        for status, word in ((effect.before, "new_status"), (effect.after, "withdrawn_status"))
    )
    title = found.titles[effect.task_id][lang]
    return say(lang, "preview.effect", id=effect.task_id, title=title, before=before, after=after)
