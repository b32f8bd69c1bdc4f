"""JSON values, and what Python has no word for: a field that is absent, a value of a newer version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from .errors import EnvelopeError, Issues


class Absent(Enum):
    """The type of ``ABSENT``."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent.ABSENT
"""A field that may be null and is not there at all. Fields that may not be null are ``None`` when absent."""


class Unrecognized(str):
    """A value of an extensible enum that a newer version of the contract added. Only reading makes one."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class UnrecognizedAlternative:
    """An alternative of an extensible union that a newer version of the contract added. Only reading makes one."""

    tag: str
    fields: Mapping[str, Any]
    """All of it, the tag included, as it came."""


class _NotJson:
    __slots__ = ()


NOT_JSON: Final = _NotJson()
"""Stands on the wire for an attribute of a wrong Python type, so that the check of the wire data reports it."""

CHECKED: Final = _NotJson()
"""Stands for an object that its own constructor checked already."""

NO_FIELDS: Final[Mapping[str, Any]] = MappingProxyType({})

SEQUENCES: Final = (list, tuple)


def no_fields() -> Mapping[str, Any]:
    return NO_FIELDS


GREATEST: Final = 1.7976931348623157e308
"""The greatest finite double."""


def read_json(text: str | bytes | bytearray) -> Any:
    """JSON with exact integers; the last of two members with one name counts; ``NaN`` and the like are refused.

    :raises EnvelopeError: when it is no JSON
    """
    try:
        return json.loads(text, parse_int=_integer, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise EnvelopeError("The event is no JSON that can be read.") from None


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < 400 else float(digits)


def _refuse(word: str) -> None:
    raise ValueError(word)


def pointer(name: object) -> str:
    """A member's name as a step of a JSON pointer."""
    return str(name).replace("~", "~0").replace("/", "~1")


def frozen(value: Any) -> Any:
    """A deep copy that cannot be changed."""
    if isinstance(value, (list, tuple)):
        return tuple([frozen(item) for item in value])
    if isinstance(value, Mapping):
        return MappingProxyType({name: frozen(member) for name, member in value.items()})
    return value


def thawed(value: Any) -> Any:
    """What ``frozen`` made as what ``json.dumps`` takes."""
    if isinstance(value, Mapping):
        return {name: thawed(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [thawed(item) for item in value]
    return value


def check_json(value: Any, path: str, issues: Issues) -> None:
    """Reports what JSON cannot say."""
    if value is None or isinstance(value, (str, bool)):
        return
    if type(value) is int or type(value) is float:
        if not -GREATEST <= value <= GREATEST:
            issues.add(path, "type", "must be a finite number")
    elif isinstance(value, dict):
        for name, member in value.items():
            if isinstance(name, str):
                check_json(member, f"{path}/{pointer(name)}", issues)
            else:
                issues.add(path, "type", "must have texts as keys")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            check_json(item, f"{path}/{index}", issues)
    else:
        issues.add(path, "type", "must be JSON")


def are_unique(items: Any) -> bool:
    """Whether no two items are the same JSON. 1 and 1.0 are; 1 and true are not."""
    return len({_identity(item) for item in items}) == len(items)


def _identity(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false", bool
    if isinstance(value, dict):
        return frozenset((name, _identity(member)) for name, member in value.items()), dict
    if isinstance(value, (list, tuple)):
        return tuple(_identity(item) for item in value), list
    return value
