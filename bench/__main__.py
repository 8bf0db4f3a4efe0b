"""`python -m bench`: measures how fast the dashboard is, as ratios to an empty Streamlit page in the same run."""

from __future__ import annotations

import logging
import sys
import warnings

from bench import country, growth, loads, memory, queries, readers, scripts, start, traffic
from bench.chromium import executable

PARTS = {
    "scripts": scripts, "queries": queries, "start": start, "memory": memory, "traffic": traffic, "loads": loads,
    "readers": readers, "growth": growth, "country": country,
}  # fmt: skip


def main(chosen: list[str]) -> int:
    """Print one line for each measure. Returns 1 if a limit is exceeded, 2 for a part that does not exist, else 0."""
    if unknown := set(chosen) - PARTS.keys():
        print(f"{', '.join(sorted(unknown))}: no such part; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    logging.disable(logging.WARNING)  # Streamlit warns that there is no server
    warnings.simplefilter("ignore")
    print(f"{'measure':52} {'value':>10} {'beside':>10} {'ratio':>7} {'limit':>7}")
    exceeded = 0
    for name in chosen or [name for name in PARTS if name != "country"]:  # it takes some ten minutes
        if name == "loads" and executable() is None:
            print("loads: skipped, no Chromium on the path; install one or name it in PLANBOARD_CHROMIUM")
            continue
        for m in PARTS[name].measures():
            exceeded += not m.is_kept
            state = "kept" if m.is_kept else "exceeded"
            figures = f"{m.value:7.1f} {m.unit:2} {m.beside:7.1f} {m.unit:2} {m.ratio:7.2f} {m.limit:7.2f}"
            print(f"{m.name:52} {figures} {state}", flush=True)
    return 1 if exceeded else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
