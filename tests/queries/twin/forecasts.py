"""Where each target will stand at its deadline, and how far such forecasts have missed."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from math import ceil

from tests.queries.tables import Row, Section
from tests.queries.twin.history import History
from tests.queries.twin.numbers import attainment, exact, mean, quantile


class Forecasts(History):
    """The forecasts of every target as of each date, kept to be held against what came."""

    def __init__(self, history: list[Section]) -> None:
        super().__init__(history)
        self.made: dict[tuple[date, str], Row] = {}
        self._limit: Fraction | None = None  # the plan's miss of the day that is being worked out

    def _baseline(self, target: Row, measured: dict[date, Fraction]) -> Row:
        if target["basis"] == "flow":
            return {"baseline": Fraction(0), "baseline_on": None, "is_first_value_baseline": False}
        if target["baseline"] is None and measured:
            first_on = min(measured)
            return {
                "baseline": measured[first_on],
                "baseline_on": first_on,
                "is_first_value_baseline": True,
            }
        on = None if target["baseline"] is None else target["baseline_on"]
        return {"baseline": exact(target["baseline"]), "baseline_on": on, "is_first_value_baseline": False}

    def _forecast(self, day: date, target: Row, measured: dict[date, Fraction]) -> Row:
        """Where the target will stand at its deadline, by the slopes between every two measurements."""
        plan, due_on = self._plan(day), target["due_on"]
        names = ("low", "mid", "high")
        none = {f"forecast_{n}": None for n in names} | {f"forecast_{n}_share": None for n in names}
        none |= dict.fromkeys(("reaching_share", "required_per_week", "recent_per_week"))
        none["is_forecast_short"] = False
        none["n_measurements"] = len(measured)
        is_enough = len(measured) >= plan["forecast_minimum"]
        none["is_too_few"] = target["comparator"] != "rank_within" and day <= due_on and not is_enough
        if target["comparator"] == "rank_within" or len(measured) < plan["forecast_minimum"]:
            return none
        newest_on = max(measured)
        if due_on <= newest_on or due_on < day:
            return none
        newest, left = measured[newest_on], (due_on - newest_on).days
        slopes = sorted(
            (measured[b] - measured[a]) / (b - a).days for a, b in combinations(sorted(measured), 2)
        )
        slope, goal = quantile(slopes, Fraction(1, 2)), exact(target["target_value"])
        mid, met_from = newest + left * slope, goal
        if target["comparator"] == "about":
            met_from *= 1 - exact(plan["about_tolerance"])
        base = self._baseline(target, measured)["baseline"]
        wanted = base - goal if target["comparator"] == "at_most" else goal - base
        is_few = target["is_countable"] and 0 < wanted < exact(plan["forecast_least"])
        is_met = self._is_met(day, target, newest)
        limit = None if is_few or is_met else self._limit
        made = {
            "newest_on": newest_on, "newest": newest, "slope": slope, "due_on": due_on, "met_from": met_from,
            "is_few": is_few, "limit": limit, "side": -1 if target["comparator"] == "at_most" else 1,
            "is_flow": target["basis"] == "flow",
        }  # fmt: skip
        if not is_met:
            self.made[day, target["target_id"]] = made
        low, high = ranged(made, mid, met_from)
        best = low if target["comparator"] == "at_most" else high
        found = {
            "forecast_low": low,
            "forecast_mid": mid,
            "forecast_high": high,
            "n_measurements": len(measured),
            "is_too_few": False,
            "is_forecast_short": best is not None and not self._is_met(day, target, best),
            "reaching_share": mean(
                [Fraction(self._is_met(day, target, newest + left * slope)) for slope in slopes]
            ),
            "required_per_week": 7 * (goal - newest) / left,
            "recent_per_week": None,
        }
        recent = [on for on in measured if newest_on - timedelta(days=plan["pace_days"]) <= on < newest_on]
        if recent:
            since = min(recent)
            found["recent_per_week"] = 7 * (newest - measured[since]) / (newest_on - since).days
        for name in names:
            found[f"forecast_{name}_share"] = attainment(
                target["comparator"], base, found[f"forecast_{name}"], goal
            )
        return found

    def outcomes(self, day: date) -> dict[tuple[str, date, str], Row]:
        """What had become of every forecast by `day`, by target, date and horizon."""
        found, seen = {}, set()
        for (made_on, target_id), made in sorted(self.made.items(), key=lambda item: item[0]):
            if made_on >= day or (target_id, made["newest_on"]) in seen:
                continue
            seen.add((target_id, made["newest_on"]))
            known, value, due_on = self._measured(day, target_id), made["newest"], made["due_on"]
            horizons = {"deadline": due_on}
            if made_on + timedelta(days=28) <= due_on:
                horizons["four_weeks"] = made_on + timedelta(days=28)
            for horizon, aimed_on in horizons.items():
                later = [d for d in known if aimed_on <= d <= aimed_on + timedelta(days=7)]
                if not later:
                    continue
                gone = (min(later) - made["newest_on"]).days
                share = min(Fraction(1), Fraction(gone, (due_on - made["newest_on"]).days))
                needed, mid = value + (made["met_from"] - value) * share, value + made["slope"] * gone
                outcome = known[min(later)]
                low, high = ranged(made, mid, needed)
                has_miss = not made["is_few"] and needed != value
                found[target_id, made_on, horizon] = {
                    "low": low,
                    "high": high,
                    "miss": abs(outcome - mid) / abs(needed - value) if has_miss else None,
                    "is_hit": (made["side"] * (mid - needed) >= 0)
                    == (made["side"] * (outcome - needed) >= 0),
                    "is_inside": None if low is None else low <= outcome <= high,
                }
        return found

    def _miss_limit(self, day: date) -> Fraction | None:
        """The share of the way by which the plan's share of the forecasts missed at most, as far as known."""
        plan = self._plan(day)
        missed = {
            key: row["miss"]
            for key, row in self.outcomes(day).items()
            if key[2] == "four_weeks" and row["miss"] is not None
        }
        if len({target_id for target_id, _, _ in missed}) < plan["forecast_targets"]:
            return None
        place = ceil((len(missed) + 1) * exact(plan["forecast_share"]))
        return sorted(missed.values())[place - 1] if 0 < place <= len(missed) else None


def ranged(made: Row, mid: Fraction, needed: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """The ends of a forecast's range where it stands at `mid` and ought to stand at `needed`."""
    if made["limit"] is None:
        return None, None
    reach = made["limit"] * abs(needed - made["newest"])
    ends = (mid - reach, mid + reach)
    return tuple(max(end, made["newest"]) for end in ends) if made["is_flow"] else ends
