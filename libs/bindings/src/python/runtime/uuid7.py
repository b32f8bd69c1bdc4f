"""UUIDs of version 7."""

from __future__ import annotations

import os
import threading
import time
from random import Random

_COUNTER_MAX = 0xFFF
_LOW_48_BITS = 0xFFFF_FFFF_FFFF
_VARIANT = 0x8000_0000_0000_0000
_lock = threading.Lock()
# Seeded by the operating system; ids are not secrets, and asking it for each would be most of the time that an id takes.
_random = Random(os.urandom(32))
_bits = _random.getrandbits
_last = 0
_counter = 0
_beginning = ""
"""All before the counter, for the time ``_last``."""


def _reseed() -> None:
    _random.seed(os.urandom(32))


# A forked process must not go on with its parent's numbers.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reseed)


def uuid7(milliseconds: int | None = None) -> str:
    """RFC 9562, section 5.7: 48 bits of time, a 12-bit counter (section 6.2, method 1), 62 random bits.

    Ids of one process sort in the order in which they were made, within a millisecond and when the clock steps back, too.

    :param milliseconds: since 1970; now by default
    """
    global _last, _counter, _beginning
    now = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    with _lock:
        if now <= _last and _counter < _COUNTER_MAX:
            _counter += 1
        else:
            # When the counter is used up, borrow from the next millisecond, as the RFC allows, instead of waiting for it.
            _last = now if now > _last else _last + 1
            _counter = _bits(11)
            digits = "%012x" % _last
            _beginning = f"{digits[:8]}-{digits[8:]}-7"
        beginning, counter, random = _beginning, _counter, _bits(62) | _VARIANT
    return "%s%03x-%04x-%012x" % (beginning, counter, random >> 48, random & _LOW_48_BITS)
