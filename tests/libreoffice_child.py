"""Drives LibreOffice in a process of the system's Python: a task in JSON a line, and an answer for each. Run by
tests/libreoffice.py with the folder for the profile; ends, and LibreOffice with it, when its input does."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PATIENCE_SECONDS = 60
CSV = "Text - txt - csv (StarCalc)"


def connected(pipe, office):
    """The desktop of LibreOffice, once it answers."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except NoConnectException:
            if time.monotonic() > until or office.poll() is not None:
                raise
            time.sleep(0.1)


def typed(desktop, task):
    """Open, type, save as .xlsx; what went wrong, or "done"."""
    how = {"Hidden": True, **({"FilterName": CSV, "FilterOptions": task["csv"]} if "csv" in task else {})}
    opened = tuple(PropertyValue(Name=name, Value=value) for name, value in how.items())
    book = desktop.loadComponentFromURL(task["given"], "_blank", 0, opened)
    if book is None:
        return "LibreOffice cannot open it"
    try:
        for name, cells in task["cells"].items():
            if not book.Sheets.hasByName(name):
                return f"no sheet {name!r} among {book.Sheets.ElementNames}"
            sheet = book.Sheets.getByName(name)
            for address, text in cells.items():
                cell = sheet.getCellRangeByName(address)
                if sheet.isProtected() and cell.CellProtection.IsLocked:
                    return f"{name}!{address} is locked"
                cell.FormulaLocal = text
        kind = PropertyValue(Name="FilterName", Value="Calc MS Excel 2007 XML")
        book.storeToURL(task["saved"], (kind,))
    finally:
        book.close(True)
    return "done"


def main(folder):
    """Start LibreOffice, answer each line, end it."""
    pipe = f"planboard-{os.getpid()}"
    command = ["soffice", "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"]
    profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
    office = subprocess.Popen(
        [*command, profile],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        desktop = connected(pipe, office)
        for line in sys.stdin:
            try:
                answer = typed(desktop, json.loads(line))
            except uno.getClass("com.sun.star.uno.Exception") as error:
                answer = f"{type(error).__name__}: {error}"
            print(json.dumps(answer), flush=True)
    finally:
        os.killpg(office.pid, signal.SIGKILL)  # nothing of its profile is needed any more
        office.wait()


main(sys.argv[1])
