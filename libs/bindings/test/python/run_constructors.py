"""Makes the cases of the corpus (one a line, standard input) by calling constructors, from the innermost object on, and prints what
they say of each. Left out is what arguments cannot say, for example null in a field for which ``None`` means that it is absent.

Usage: run_constructors.py <file with the classes, attributes and types of each event type>
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import events
from events.busbar import ABSENT, EventValidationError
from events.busbar.values import pointer, read_json

models: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))


REFUSED = object()
"""Stands for a part that was refused: one more issue of the whole, which is left out."""


class NotSayable(Exception):
    """Arguments cannot say it."""


class Maker:
    """Makes one event; ``issues`` has what the constructors of its parts say, by the path in the whole."""

    def __init__(self, event_class: type, types: dict[str, Any]) -> None:
        self.event_class = event_class
        self.module = sys.modules[event_class.__module__]
        self.types = types
        self.issues: set[tuple[str, str]] = set()
        self.refused: set[str] = set()

    def event(self, shape: Any, data: Any) -> Any:
        if shape["kind"] == "union":
            return self._call(self.event_class, {"data": self._make(shape, data, "")}, "")
        return self._object(self.event_class, shape, data, "")

    def _call(self, cls: Any, arguments: dict[str, Any], path: str) -> Any:
        try:
            return cls(**arguments)
        except EventValidationError as error:
            found = {(path + issue.path, issue.keyword) for issue in error.issues}
            self.issues |= {(at, keyword) for at, keyword in found if at not in self.refused}
            self.refused.add(path)
            return REFUSED

    def _object(self, cls: Any, shape: Any, data: Any, path: str) -> Any:
        if not isinstance(data, dict):
            if path == "":
                raise NotSayable
            return data
        arguments: dict[str, Any] = {}
        left = dict(data)
        for one in shape["properties"]:
            value = left.pop(one["name"], ABSENT)
            if value is ABSENT:
                if one["required"] and self._resolved(one["type"])["kind"] == "const":
                    raise NotSayable
                continue
            if value is None and not one["required"] and self._resolved(one["type"])["kind"] not in ("nullable", "null", "any"):
                raise NotSayable
            arguments[one["attribute"]] = self._make(one["type"], value, f"{path}/{pointer(one['name'])}")
        rest = shape.get("rest")
        if left:
            arguments["unknown_fields"] = {k: self._make(rest, v, f"{path}/{pointer(k)}") if rest else v for k, v in left.items()}
        return self._call(cls, arguments, path)

    def _make(self, given: Any, value: Any, path: str) -> Any:
        shape = self._resolved(given)
        match shape["kind"]:
            case "nullable":
                return None if value is None else self._make(shape["type"], value, path)
            case "object":
                return self._object(getattr(self.module, self.types[given["name"]]["class"]), shape, value, path)
            case "union":
                if not isinstance(value, dict):
                    return value
                for one in shape["alternatives"]:
                    if one["value"] == value.get(shape["tag"]):
                        return self._make(one["type"], value, path)
                raise NotSayable
            case "array" if isinstance(value, list):
                return [self._make(shape["items"], item, f"{path}/{index}") for index, item in enumerate(value)]
            case "map" if isinstance(value, dict):
                return {name: self._make(shape["values"], member, f"{path}/{pointer(name)}") for name, member in value.items()}
            case _:
                return value

    def _resolved(self, given: Any) -> Any:
        return self.types[given["name"]]["type"] if given["kind"] == "ref" else given


def result(case: dict[str, Any]) -> dict[str, Any] | None:
    event_class = events.event_class(case["eventType"])
    assert event_class is not None, case["eventType"]
    model = models[case["eventType"]]
    maker = Maker(event_class, model["types"])
    try:
        event = maker.event(model["data"], read_json(case["data"]))
    except NotSayable:
        return None
    if maker.issues:
        return {"id": case["id"], "valid": False, "issues": [{"path": path, "keyword": keyword} for path, keyword in maker.issues]}
    return {"id": case["id"], "valid": True, "issues": [], "output": json.dumps(event.to_wire(), allow_nan=False)}


for line in sys.stdin:
    found = result(json.loads(line))
    if found is not None:
        print(json.dumps(found))
