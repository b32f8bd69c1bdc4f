"""JSON values, and what Python has no word for: a field that is absent, a value of a newer version."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

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


_NOT_JSON: Final = _NotJson()


def unwritable(value: object) -> object:
    """Stands on the wire for an attribute of a wrong Python type, so that the check reports it. What is absent stays absent."""
    return value if value is ABSENT else _NOT_JSON


SEQUENCES: Final = (list, tuple)


class FrozenDict(dict[str, Any]):
    """A dict that cannot be changed. As any dict it can be compared, copied, pickled and written as JSON."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def _refuse(self, *_, **__):
            raise TypeError("The data of an event cannot be changed.")

        __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __copy__(self) -> FrozenDict:
        return self

    def __deepcopy__(self, memo: Any) -> FrozenDict:
        return self

    def __reduce__(self) -> Any:
        return FrozenDict, (dict(self),)


class _NoFields(FrozenDict):
    """An empty one that is told apart from all others, after pickling, too."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def __reduce__(self) -> str:
        return self._name


NO_FIELDS: Final[Mapping[str, Any]] = _NoFields("NO_FIELDS")
"""The unknown fields of an object that has none and meets the publisher view: an event that is made of it need not check it again."""

AS_READ: Final[Mapping[str, Any]] = _NoFields("AS_READ")
"""Those of an object that has none and was read: what it holds may be of a newer version, which a new event must not be."""


def no_fields() -> Mapping[str, Any]:
    return NO_FIELDS


def setters(cls: type) -> list[Callable[[object, Any], None]]:
    """What sets the fields of a frozen, slotted dataclass, in their order; each three times as fast as ``object.__setattr__``."""
    return [cls.__dict__[name].__set__ for name in cls.__dict__["__slots__"]]


GREATEST: Final = 1.7976931348623157e308
"""The greatest finite double."""


def read_json(text: str | bytes | bytearray) -> Any:
    """JSON with exact integers; the last of two members with one name counts; ``NaN`` and the like are refused.

    :raises EnvelopeError: when it is no JSON
    """
    try:
        return json.loads(text, parse_int=_integer, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise EnvelopeError("The event is not valid JSON.") from None


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
        return FrozenDict({name: frozen(member) for name, member in value.items()})
    return value


def thawed(value: Any) -> Any:
    """What ``frozen`` made as what ``json.dumps`` takes."""
    if isinstance(value, Mapping):
        return {name: thawed(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [thawed(item) for item in value]
    return value


def check_json(value: Any, path: str, issues: Issues) -> None:
    """Reports what JSON cannot express."""
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
                issues.add(path, "type", "must have strings as keys")
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
