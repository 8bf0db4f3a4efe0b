"""Takes the README's screenshots again, of the dashboard on the data in the repository.

.venv/bin/python docs/screenshots.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from bench.chromium import ARGS, executable  # noqa: E402
from bench.server import running  # noqa: E402

READY = (DOCS.parent / "tests" / "browser" / "ready.js").read_text("utf-8")
LANGUAGES = {"zh": ".zh-CN", "en": ""}
PICTURES = {
    "overview": ("", 1440, 900),
    "phone": ("", 390, 844),
}


def main() -> None:
    """Write docs/<picture>.png in English and docs/<picture>.zh-CN.png in Chinese."""
    with running() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGS)
        for name, (path, width, height) in PICTURES.items():
            for lang, ending in LANGUAGES.items():
                with browser.new_context(
                    viewport={"width": width, "height": height}, locale="zh-CN"
                ) as context:
                    page = context.new_page()
                    page.goto(f"{server.url}/{path}{'&' if '?' in path else '?'}lang={lang}")
                    page.wait_for_function(READY)
                    page.wait_for_timeout(1000)
                    page.wait_for_function(READY)
                    file = DOCS / f"{name}{ending}.png"
                    page.screenshot(path=file)
                    print(file.relative_to(DOCS.parent))


if __name__ == "__main__":
    main()
