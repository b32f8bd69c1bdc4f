"""What is raised on purpose. Messages name paths and keywords, never the values of an event's data: they may be logged."""

from __future__ import annotations

from typing import NamedTuple


class Issue(NamedTuple):
    """One thing wrong with an event's data."""

    path: str
    """JSON pointer (RFC 6901) into the data; empty for the whole. Names the property that is missing or too many."""
    keyword: str
    """The JSON Schema keyword that is not met: ``required``, ``enum``, ``additionalProperties``, …"""
    message: str
    """What was expected, in words."""


class Issues(list[Issue]):
    """Collects what is wrong."""

    __slots__ = ()

    def add(self, path: str, keyword: str, message: str) -> None:
        self.append(Issue(path, keyword, message))


class BusbarError(Exception):
    """Base of all errors of the bindings."""


class EventValidationError(BusbarError):
    """Data does not meet its contract. ``issues`` has all that is wrong with it, sorted by path and keyword."""

    def __init__(self, type: str, issues: list[Issue]) -> None:
        self.type = type
        """The event type, ``delivery.status.updated@1``, with the part of it if a part was made on its own."""
        self.issues = tuple(sorted(set(issues)))
        count = "1 problem" if len(self.issues) == 1 else f"{len(self.issues)} problems"
        lines = (f"\n  {issue.path or '(data)'} {issue.message}" for issue in self.issues)
        super().__init__(f'"{type}" has {count}:{"".join(lines)}')

    def __reduce__(self) -> tuple[type[EventValidationError], tuple[str, list[Issue]]]:
        return EventValidationError, (self.type, list(self.issues))


class EnvelopeError(BusbarError):
    """The envelope around the data is wrong: no JSON, or metadata that is missing, malformed, or of another event type."""
