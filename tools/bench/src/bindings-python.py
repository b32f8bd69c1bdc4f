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

# Attributes of the event, to call the constructor as a publisher does: objects in it are created each time, too.
original = event_class.from_wire(data)


def call(value: Any, known: dict[str, type]) -> str:
    """Source of what makes a value, as a publisher writes it: calls of constructors, with values in place."""
    if dataclasses.is_dataclass(value):
        known[type(value).__name__] = type(value)
        fields = [one.name for one in dataclasses.fields(value) if one.name not in ("metadata", "unknown_fields")]
        return f"{type(value).__name__}({', '.join(f'{name}={call(getattr(value, name), known)}' for name in fields)})"
    if isinstance(value, tuple):
        return f"[{', '.join(call(item, known) for item in value)}]"
    return repr(value)


classes: dict[str, type] = {}
create = eval(f"lambda: {call(original, classes)}", classes)
assert create().to_wire() == original.to_wire()
compiled = fastjsonschema.compile(schema)
validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)


def check_with_jsonschema() -> None:
    for error in validator.iter_errors(data):
        raise error


contestants: dict[str, tuple[Callable[[], Any], int]] = {
    "create": (create, 300),
    "fromWire": (lambda: event_class.from_wire(data), 300),
    "fastjsonschema": (lambda: compiled(data), 300),
    "jsonschema": (check_with_jsonschema, 20),
}
rounds: dict[str, list[float]] = {name: [] for name in contestants}
for run in range(120):
    for name, (action, times) in contestants.items():
        started = time.perf_counter()
        for _ in range(times):
            action()
        # The first rounds warm up.
        if run >= 20:
            rounds[name].append((time.perf_counter() - started) / times * 1e6)

print(json.dumps({name: statistics.median(found) for name, found in rounds.items()}))
