"""Placeholder until the forms land."""

from datetime import date

from planboard.engine import Engine
from planboard.record import Sent


def form(engine: Engine, as_of: date, unit_id: str, lang: str) -> bytes:
    raise NotImplementedError


def read(content: bytes, name: str) -> Sent:
    raise NotImplementedError
