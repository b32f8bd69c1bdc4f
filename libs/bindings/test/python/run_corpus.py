"""Runs the cases of the corpus (one a line, standard input) through the generated package, and prints what it says of each."""

from __future__ import annotations

import dataclasses
import json
import sys
from typing import Any

import events
from events.busbar import EventValidationError
from events.busbar.values import read_json

METADATA = {
    "id": "0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11",
    "time": "2026-02-04T10:00:00.000Z",
    "publisher": "some-service",
    "correlationId": "0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11",
}


def result(case: dict[str, Any]) -> dict[str, Any]:
    event_class = events.event_class(case["eventType"])
    assert event_class is not None, case["eventType"]
    try:
        if case["view"] == "publisher":
            read = event_class.from_wire(read_json(case["data"]))
            # What was read has to pass as arguments of the constructor, too, and be the same event.
            event = dataclasses.replace(read)
            assert event == read, case["id"]
        else:
            metadata = json.dumps({**METADATA, "type": event_class.TYPE, "version": event_class.VERSION})
            event = event_class.parse(f'{{"metadata": {metadata}, "data": {case["data"]}}}')
    except EventValidationError as error:
        issues = [{"path": path, "keyword": keyword} for path, keyword, _ in error.issues]
        return {"id": case["id"], "valid": False, "issues": issues}
    return {"id": case["id"], "valid": True, "issues": [], "output": json.dumps(event.to_wire(), allow_nan=False)}


for line in sys.stdin:
    print(json.dumps(result(json.loads(line))))
