"""UUIDs of version 7."""

from __future__ import annotations

import os
import threading
import time
from random import Random

_COUNTER_MAX = 0xFFF
_lock = threading.Lock()
# Seeded by the operating system; ids are no secrets, and asking it for each is most of the time an id takes.
_random = Random(os.urandom(32))
_last = 0
_counter = 0


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
    global _last, _counter
    now = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    with _lock:
        if now > _last:
            _last = now
            _counter = _random.getrandbits(11)
        elif _counter < _COUNTER_MAX:
            _counter += 1
        else:
            # The counter is used up: borrow from the next millisecond, as the RFC allows, instead of waiting for it.
            _last += 1
            _counter = _random.getrandbits(11)
        high = _last << 16 | 0x7000 | _counter
        low = 0x8000_0000_0000_0000 | _random.getrandbits(62)
    text = f"{high:016x}{low:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
