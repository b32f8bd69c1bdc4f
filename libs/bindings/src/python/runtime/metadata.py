"""What the platform knows about an event."""

from __future__ import annotations

import re
import time as clock
from dataclasses import dataclass
from datetime import UTC, datetime

from .errors import EnvelopeError
from .formats import is_date_time, is_uuid
from .uuid7 import uuid7
from .values import setters

_TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?", re.DOTALL
).fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMetadata:
    """Travels beside the data, in the ``detail`` of the EventBridge event.

    :raises EnvelopeError: when a part is malformed
    """

    id: str
    """UUIDv7. Stays the same over retries, replays and redrives: the idempotency key. EventBridge's own ``id`` does not."""
    type: str
    """``delivery.status.updated@1``."""
    version: str
    """Version of the contract that the publisher was built with, ``1.2.0``."""
    time: str
    """When it happened: RFC 3339 with milliseconds, in UTC."""
    publisher: str
    """The service that published it."""
    correlation_id: str
    """Shared by all events that follow from one beginning."""
    causation_id: str | None = None
    """Id of the event that led to this one."""
    traceparent: str | None = None
    """W3C trace context."""

    def __post_init__(self) -> None:
        for name in ("id", "type", "version", "time", "publisher", "correlation_id"):
            if not isinstance(getattr(self, name), str):
                raise EnvelopeError(f"metadata.{name} must be a string.")
        if not is_uuid(self.id):
            raise EnvelopeError("metadata.id must be a UUID.")
        if not is_date_time(self.time):
            raise EnvelopeError("metadata.time must be an RFC 3339 date and time.")
        for name in ("correlation_id", "causation_id"):
            value = getattr(self, name)
            if value is not None and not (isinstance(value, str) and 1 <= len(value) <= 256):
                raise EnvelopeError(f"metadata.{name} must have 1 to 256 characters.")
        if self.traceparent is not None and not (isinstance(self.traceparent, str) and _TRACEPARENT(self.traceparent)):
            raise EnvelopeError("metadata.traceparent must be a W3C trace context (version-trace-parent-flags).")

    def to_wire(self) -> dict[str, str]:
        wire = {
            "id": self.id,
            "type": self.type,
            "version": self.version,
            "time": self.time,
            "publisher": self.publisher,
            "correlationId": self.correlation_id,
        }
        if self.causation_id is not None:
            wire["causationId"] = self.causation_id
        if self.traceparent is not None:
            wire["traceparent"] = self.traceparent
        return wire

    @classmethod
    def from_wire(cls, wire: object) -> EventMetadata:
        """What it has more than this version knows is left out.

        :raises EnvelopeError: when a part is missing or malformed
        """
        if not isinstance(wire, dict):
            raise EnvelopeError("metadata must be an object.")
        for name in ("id", "type", "version", "time", "publisher", "correlationId"):
            if not isinstance(wire.get(name), str):
                raise EnvelopeError(f"metadata.{name} must be a string.")
        for name in ("causationId", "traceparent"):
            if name in wire and not isinstance(wire[name], str):
                raise EnvelopeError(f"metadata.{name} must be a string.")
        return cls(
            id=wire["id"],
            type=wire["type"],
            version=wire["version"],
            time=wire["time"],
            publisher=wire["publisher"],
            correlation_id=wire["correlationId"],
            causation_id=wire.get("causationId"),
            traceparent=wire.get("traceparent"),
        )


_new = object.__new__
_set_id, _set_type, _set_version, _set_time, _set_publisher, _set_correlation, _set_causation, _set_trace = setters(EventMetadata)
_newest_second = (-1, "")
"""Its number, and how it is written."""


def fresh_metadata(type: str, version: str, publisher: str) -> EventMetadata:
    """Metadata of an event that just happened and that nothing led to. Every part is known to be right: nothing is checked."""
    global _newest_second
    milliseconds = clock.time_ns() // 1_000_000
    number = milliseconds // 1000
    second = _newest_second
    if second[0] != number:
        second = _newest_second = (number, clock.strftime("%Y-%m-%dT%H:%M:%S", clock.gmtime(number)))
    id = uuid7(milliseconds)
    metadata = _new(EventMetadata)
    _set_id(metadata, id)
    _set_type(metadata, type)
    _set_version(metadata, version)
    _set_time(metadata, "%s.%03dZ" % (second[1], milliseconds % 1000))
    _set_publisher(metadata, publisher)
    _set_correlation(metadata, id)
    _set_causation(metadata, None)
    _set_trace(metadata, None)
    return metadata


def iso_time(time: datetime | str) -> str:
    """:raises EnvelopeError: for a string that is not an RFC 3339 date and time, and a ``datetime`` without a time zone"""
    if isinstance(time, str):
        if not is_date_time(time):
            raise EnvelopeError("time must be an RFC 3339 date and time.")
        return time
    if time.tzinfo is None:
        raise EnvelopeError("time must have a time zone, for example datetime.now(UTC).")
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
