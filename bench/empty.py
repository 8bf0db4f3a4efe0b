"""The page everything is compared with: it draws nothing, but imports what the dashboard imports when told to."""

import importlib
import os
from contextlib import suppress

for name in os.environ.get("BENCH_IMPORTS", "").split():
    with suppress(ModuleNotFoundError):  # compiled packages register modules that are no files
        importlib.import_module(name)
