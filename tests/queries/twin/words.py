"""Whether a unit says the same again and again, and whether the next step it names is past."""

from __future__ import annotations

from datetime import date

from tests.queries.tables import Row
from tests.queries.twin.history import History


class Words(History):
    """What is repeated of every task."""

    def repeated(self, day: date, task_id: str) -> Row:
        """For how many returns in a row the words are the same, and for how many days the next step has been past."""
        held = [(d, self._find(d, "task_returns", "task_id", task_id)) for d in self.days if d <= day]
        said = {d: row for d, row in held if row and row["reported_on"] and not row["is_carried_forward"]}
        now = self._find(day, "task_returns", "task_id", task_id)
        until = [row["stage"] for d, row in said.items() if now["next_step_on"] and d <= now["next_step_on"]]
        has_moved = bool(until) and None not in (until[-1], now["stage"]) and until[-1] != now["stage"]
        is_past = now["next_step_on"] is not None and now["next_step_on"] < day and not has_moved
        return {
            "n_same_narrative": in_a_row(list(said.values()), "narrative"),
            "n_same_next_step": in_a_row(list(said.values()), "next_step", "next_step_on"),
            "next_step_days_past": (day - now["next_step_on"]).days if is_past else None,
        }

    def act(self, day: date, task_id: str) -> Row | None:
        """Who must act on a task, and how; None where nobody must."""
        task, now = self.tasks[day][task_id], self._find(day, "task_returns", "task_id", task_id)
        asked = self._open_help(day, task_id)
        if task["status"] in ("done", *(() if asked else ("on_track", "not_started"))):
            return None
        of_unit = self._find(day, "tasks", "task_id", task_id)["unit_id"]
        step, step_on, unit_id = now["next_step"], now["next_step_on"], of_unit
        if asked:
            first = asked[0]
            act, text, on, unit_id = "answer", first["text"], first["needed_on"], first["asked_of_unit_id"]
        elif task["status"] == "stale":
            act, text, on = "report", None, None
        elif self.repeated(day, task_id)["next_step_days_past"]:
            act, text, on = "renew_step", step, step_on
        elif step is None or (step_on and step_on < day):
            act, text, on = "name_step", None, None
        else:
            act, text, on = "take_step", step, step_on
        past = (day - on).days if on and on < day else None
        return {"act": act, "acting_unit_id": unit_id, "act_text": text, "act_on": on, "act_days_past": past}


def in_a_row(said: list[Row], words: str, *more: str) -> int:
    """How many returns up to the newest have the same words; none where the newest has none."""
    n = 0
    for row in reversed(said):
        if row[words] is None or any(row[name] != said[-1][name] for name in (words, *more)):
            break
        n += 1
    return n
