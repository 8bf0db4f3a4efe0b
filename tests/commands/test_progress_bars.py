"""Long work says how far it is, and says nothing where nobody looks."""

import shutil
import sys

from planboard import demo
from planboard.commands import terminal
from planboard.folders import data_folder
from planboard.office import deciding, publication, receiving
from planboard.office.receiving import Arrival
from planboard.publishing.verify import verify
from planboard.register.plan import load_plan
from planboard.returns.csv_file import to_csv
from tests.places import SECOND_PLAN
from tests.samples.small_returns import FRIDAY, NOON, small_plan, small_return


def test_every_step_is_told_in_order_and_the_last_is_the_whole(tmp_path):
    told = []

    def tick(n, of, what):
        told.append((n, of, what))

    shutil.copytree(SECOND_PLAN, tmp_path / "plan")
    files = [Arrival(f"{unit}.csv", to_csv(small_return(unit)), NOON) for unit in ("harbour", "parks")]
    for one in receiving.receive(tmp_path, small_plan(), files, FRIDAY, "甲", tick=tick):
        deciding.accept(tmp_path, one.kept, at=NOON, by="甲")
    assert told == [(1, 2, "harbour.csv"), (2, 2, "parks.csv")]
    told.clear()
    publication.publish_period(tmp_path, small_plan(), FRIDAY, at=NOON, by="甲", tick=tick)
    assert told == [(1, 2, "harbour.csv"), (2, 2, "parks.csv")]
    told.clear()
    assert verify(tmp_path, tick=tick) == []
    assert told == [(1, 1, f"as_of={FRIDAY}/rev=0001")]


def test_building_the_demonstration_tells_of_every_snapshot(tmp_path, short_demonstration):
    told = []
    made = demo.build(tmp_path, load_plan(data_folder() / "plan"), tick=lambda *step: told.append(step))
    assert len(made) == 3
    assert [done for done, _, _ in told] == list(range(1, len(made) + 1))
    assert {of for _, of, _ in told} == {len(made)}


def test_a_bar_is_drawn_on_a_terminal_and_nowhere_else(monkeypatch, capsys):
    def work():
        with terminal.bar("en", "cli.verifying") as progress:
            for n in range(1, 4):
                progress(n, 3, f"file {n}")

    work()
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    work()
    out, err = capsys.readouterr()
    assert (out, "verifying" in err, "100%" in err) == ("", True, True)
