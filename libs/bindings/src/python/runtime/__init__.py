"""What generated events are made of. Standard library only."""

from .errors import BusbarError, EnvelopeError, EventValidationError, Issue
from .event import Event
from .metadata import EventMetadata
from .uuid7 import uuid7
from .values import ABSENT, Absent, Unrecognized, UnrecognizedAlternative

__all__ = [
    "ABSENT",
    "Absent",
    "BusbarError",
    "EnvelopeError",
    "Event",
    "EventMetadata",
    "EventValidationError",
    "Issue",
    "Unrecognized",
    "UnrecognizedAlternative",
    "uuid7",
]
