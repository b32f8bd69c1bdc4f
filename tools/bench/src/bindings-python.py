"""Creates one event again and again: generated class, fastjsonschema, jsonschema. Prints the medians of alternating rounds as JSON.

Usage: bindings-python.py <folder with sample.json>, with the generated package on PYTHONPATH.
"""

from __future__ import annotations

import dataclasses
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import events
import fastjsonschema
import jsonschema

sample = json.loads((Path(sys.argv[1]) / "sample.json").read_text(encoding="utf-8"))
schema, data = sample["schema"], sample["data"]
event_class = events.event_class(sample["eventType"])
assert event_class is not None

# Attributes of the event, to call the constructor as a publisher does: objects in it are made anew each time, too.
original = event_class.from_wire(data)


def arguments(value: Any) -> Callable[[], Any]:
    """What makes a value by constructors: for an object a call, for everything else the value."""
    if dataclasses.is_dataclass(value):
        names = [one.name for one in dataclasses.fields(value) if one.name not in ("metadata", "unknown_fields")]
        parts = {name: getattr(value, name) for name in names}
        plain = {name: part for name, part in parts.items() if not needs_making(part)}
        made = {name: arguments(part) for name, part in parts.items() if needs_making(part)}
        kind = type(value)
        if not made:
            return lambda: kind(**plain)
        return lambda: kind(**plain, **{name: make() for name, make in made.items()})
    if isinstance(value, tuple) and any(map(needs_making, value)):
        items = [arguments(item) for item in value]
        return lambda: [item() for item in items]
    return lambda: value


def needs_making(value: Any) -> bool:
    return dataclasses.is_dataclass(value) or isinstance(value, tuple) and any(map(needs_making, value))


create = arguments(original)
assert create().to_wire() == original.to_wire()
compiled = fastjsonschema.compile(schema)
validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)


def check_with_jsonschema() -> None:
    for error in validator.iter_errors(data):
        raise error


contestants: dict[str, tuple[Callable[[], Any], int]] = {
    "create": (create, 2_000),
    "fromWire": (lambda: event_class.from_wire(data), 2_000),
    "fastjsonschema": (lambda: compiled(data), 2_000),
    "jsonschema": (check_with_jsonschema, 200),
}
rounds: dict[str, list[float]] = {name: [] for name in contestants}
for run in range(12):
    for name, (action, times) in contestants.items():
        started = time.perf_counter()
        for _ in range(times):
            action()
        # The first rounds warm up.
        if run >= 3:
            rounds[name].append((time.perf_counter() - started) / times * 1e6)

print(json.dumps({name: statistics.median(found) for name, found in rounds.items()}))
