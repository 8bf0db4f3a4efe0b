"""The dashboard as a reader in a browser has it, and what was noticed while it was used."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import BrowserContext, Locator, Page

WIDE, PHONE = {"width": 1440, "height": 1600}, {"width": 390, "height": 844}

REPORT_VIOLATIONS = """document.addEventListener("securitypolicyviolation",
  (event) => console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`))"""


def script(name: str) -> str:
    """One of the functions beside this file that look at the page from inside."""
    return Path(__file__).with_name(f"{name}.js").read_text("utf-8")


class Ui:
    """One browser tab on the dashboard."""

    def __init__(self, context: BrowserContext, server_url: str) -> None:
        self.page: Page = context.new_page()
        self.url = server_url
        self.noticed: list[str] = []
        self.page.add_init_script(REPORT_VIOLATIONS)
        self.page.on("request", lambda request: self._watch(request.url))
        self.page.on("websocket", lambda socket: self._watch(socket.url))
        self.page.on("pageerror", lambda error: self.noticed.append(f"page error: {error}"))
        self.page.on(
            "console", lambda line: line.type == "error" and self.noticed.append(f"console: {line.text}")
        )

    def _watch(self, url: str) -> None:
        host = self.url.removeprefix("http")
        if not url.startswith((f"http{host}/", f"ws{host}/", "data:", "blob:")):
            self.noticed.append(f"request outside: {url}")

    def open(self, path: str = "", **query: str) -> Ui:
        """Go to a page by its address and wait until it is drawn."""
        joined = path + ("&" if "?" in path else "?") * bool(query) + urlencode(query)
        self.page.goto(f"{self.url}/{joined}")
        return self.ready()

    def ready(self) -> Ui:
        """Wait until everything is drawn; an exception or a dialog is a failure."""
        self.page.wait_for_function(script("ready"))
        self.page.wait_for_timeout(150)
        self.page.wait_for_function(script("ready"))
        assert self.page.get_by_test_id("stException").count() == 0, "an exception is shown"
        assert self.page.get_by_role("dialog").count() == 0, self.page.get_by_role("dialog").inner_text()
        return self

    def arrives(self, address: str) -> Ui:
        """Wait until the address is one that matches the pattern, and the page is drawn."""
        self.page.wait_for_url(re.compile(re.escape(self.url) + address))
        return self.ready()

    @property
    def address(self) -> str:
        """Path and query shown in the address bar."""
        return self.page.url.removeprefix(self.url)

    @property
    def title(self) -> str:
        """The page's question."""
        return self.page.locator("h1").inner_text()

    @property
    def lang(self) -> str:
        """The language the document says it is in."""
        return self.page.evaluate("document.documentElement.lang")

    @property
    def main(self) -> Locator:
        """The page's document."""
        return self.page.get_by_test_id("stMain").locator("article.page").first

    def table(self, caption: str) -> Locator:
        """The document's table of this name."""
        return self.main.locator("table").filter(has=self.page.locator("caption", has_text=caption)).first

    def pictures(self) -> list[Locator]:
        """Every picture of the document that says what it shows."""
        return self.main.locator("[role=img]").all()

    def text(self) -> str:
        """All text a reader sees or hears: page, charts, tables and labels."""
        return self.page.evaluate(script("visible_text"))

    def own_words(self) -> list[str]:
        """Headings, buttons, navigation, column names and what is written in charts."""
        return self.page.evaluate(script("own_words"))

    def choose_date(self, as_of: str) -> Ui:
        """Use the date switch."""
        self.page.locator(".st-key-choose_as_of input").click()
        self.page.get_by_role("option", name=as_of).click()
        return self.arrives(f".*as_of={as_of}")

    def choose_language(self, name: str, code: str) -> Ui:
        """Use the language switch."""
        self.page.locator(".st-key-choose_lang").get_by_text(name, exact=True).click()
        return self.arrives(f".*lang={code}")
