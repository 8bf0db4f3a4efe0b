"""The page everything is compared with: it draws nothing, but imports the modules that BENCH_IMPORTS names."""

import importlib
import os
from contextlib import suppress

for name in os.environ.get("BENCH_IMPORTS", "").split():
    with suppress(ModuleNotFoundError):  # compiled packages register modules that are not files
        importlib.import_module(name)
