"""What all generated classes have."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Self

from .errors import EnvelopeError, EventValidationError, Issue, Issues
from .metadata import EventMetadata, fresh_metadata, iso_time
from .uuid7 import uuid7
from .values import read_json

Check = Callable[[Any, str, Issues, bool], None]
"""Reports what is wrong with wire data at a path, in the consumer view if the last is true."""


def require(type: str, check: Check, wire: Any, unknown: dict[str, Any]) -> None:
    """:raises EventValidationError: when ``wire`` does not meet the publisher view, with everything that is wrong"""
    issues = Issues()
    if unknown and isinstance(wire, dict):
        wire = {**wire, **unknown}
    check(wire, "", issues, False)
    if issues:
        raise EventValidationError(type, issues)


class Event:
    """An event of any type: its data as attributes, and its ``metadata``."""

    __slots__ = ()

    TYPE: ClassVar[str]
    """``delivery.status.updated@1``; the ``detail-type`` on the wire."""
    NAME: ClassVar[str]
    """``delivery.status.updated``."""
    MAJOR: ClassVar[int]
    VERSION: ClassVar[str]
    """Newest released version of the contract when the bindings were generated."""
    SOURCE: ClassVar[str]
    """EventBridge ``source``."""
    PUBLISHER: ClassVar[str]
    """The one service that publishes it."""

    metadata: EventMetadata

    def to_wire(self) -> dict[str, Any]:
        """The data with its names on the wire, as ``json.dumps`` takes it."""
        raise NotImplementedError

    @classmethod
    def _check(cls, wire: Any, issues: Issues, consumer: bool) -> None:
        raise NotImplementedError

    @classmethod
    def _read(cls, wire: Any, metadata: EventMetadata) -> Self:
        raise NotImplementedError

    def detail(self) -> dict[str, Any]:
        """The ``detail`` of the EventBridge event."""
        return {"metadata": self.metadata.to_wire(), "data": self.to_wire()}

    def to_json(self) -> str:
        """The ``detail`` as JSON."""
        return json.dumps(self.detail(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    def issues(self) -> list[Issue]:
        """What keeps an event that was read from being published again: values of a newer version."""
        issues = Issues()
        self._check(self.to_wire(), issues, False)
        return sorted(set(issues))

    @classmethod
    def new_metadata(
        cls,
        *,
        caused_by: Event | None = None,
        correlation_id: str | None = None,
        causation_id: str | None = None,
        traceparent: str | None = None,
        time: datetime | str | None = None,
        id: str | None = None,
    ) -> EventMetadata:
        """Metadata with what is known beside the data. By default the event happened now, and nothing led to it.

        :param caused_by: the received event that led to this one: gives correlation, causation and trace
        :param id: a UUID, to publish the same event again, from an outbox for example
        :raises EnvelopeError: when a part is malformed
        """
        cause = caused_by.metadata if caused_by is not None else None
        own_id = uuid7() if id is None else id
        fresh = fresh_metadata(cls.TYPE, cls.VERSION, cls.PUBLISHER)
        return EventMetadata(
            id=own_id,
            type=cls.TYPE,
            version=cls.VERSION,
            time=fresh.time if time is None else iso_time(time),
            publisher=cls.PUBLISHER,
            correlation_id=correlation_id or (cause.correlation_id if cause else own_id),
            causation_id=causation_id or (cause.id if cause else None),
            traceparent=traceparent or (cause.traceparent if cause else None),
        )

    @classmethod
    def from_wire(cls, data: object, *, metadata: EventMetadata | None = None) -> Self:
        """An event of data with its names on the wire, checked in the publisher view.

        :raises EventValidationError: when the data does not meet the contract, with all its issues
        """
        issues = Issues()
        cls._check(data, issues, False)
        if issues:
            raise EventValidationError(cls.TYPE, issues)
        return cls._read(data, fresh_metadata(cls.TYPE, cls.VERSION, cls.PUBLISHER) if metadata is None else metadata)

    @classmethod
    def parse(cls, detail: object) -> Self:
        """Reads the ``detail`` of a received EventBridge event, as JSON or already read, in the consumer view.

        Unknown fields are kept; ``metadata.version`` says which version sent it.

        :raises EnvelopeError: when it is no JSON, or the metadata is missing, malformed or of another type or major
        :raises EventValidationError: when the data does not meet the contract
        """
        envelope = read_json(detail) if isinstance(detail, (str, bytes, bytearray)) else detail
        if not isinstance(envelope, dict):
            raise EnvelopeError(f'"{cls.TYPE}": detail must be an object.')
        metadata = EventMetadata.from_wire(envelope.get("metadata"))
        if metadata.type != cls.TYPE:
            raise EnvelopeError(f'"{cls.TYPE}": metadata.type is that of another event type.')
        if metadata.version.split(".", 1)[0] != str(cls.MAJOR):
            raise EnvelopeError(f'"{cls.TYPE}": metadata.version is not of major {cls.MAJOR}.')
        data = envelope.get("data")
        issues = Issues()
        cls._check(data, issues, True)
        if issues:
            raise EventValidationError(cls.TYPE, issues)
        return cls._read(data, metadata)


def own_metadata(cls: type[Event], metadata: EventMetadata | None) -> EventMetadata:
    """Metadata for a new event. :raises EnvelopeError: when it is that of another event type"""
    if metadata is None:
        return fresh_metadata(cls.TYPE, cls.VERSION, cls.PUBLISHER)
    if not isinstance(metadata, EventMetadata) or metadata.type != cls.TYPE:
        raise EnvelopeError(f'"{cls.TYPE}": metadata is not that of such an event; make it with new_metadata().')
    return metadata
