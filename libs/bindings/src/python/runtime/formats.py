"""The formats that contracts may use, each exact: the same verdicts in every language."""

from __future__ import annotations

import re
from datetime import date

_date = date.fromisoformat
_DATE = re.compile(r"[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]").fullmatch
_TIME = re.compile(
    r"([0-9][0-9]):([0-9][0-9]):([0-9][0-9])(?:\.[0-9]+)?(?:[zZ]|([+-])([0-9][0-9]):([0-9][0-9]))"
).fullmatch
# Nearly all of the texts that are valid; the rest (leap seconds, lower case) is looked at part by part. Digits one by one, and no
# alternatives before the offset: half the time that ``{4}`` and ``0[1-9]|1[0-2]`` take.
_PLAIN_DATE_TIME = re.compile(
    r"[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
).fullmatch
_DURATION = re.compile(
    r"P(?:[0-9]+W|(?=[0-9]|T[0-9])(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?"
    r"(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)"
).fullmatch
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}").fullmatch
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}").fullmatch
_HOSTNAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*").fullmatch
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"(?:{_OCTET}\.){{3}}{_OCTET}").fullmatch
_IPV6_GROUP = re.compile(r"[0-9a-fA-F]{1,4}").fullmatch
_ESCAPED = "%[0-9a-fA-F]{2}"
_UNRESERVED = r"A-Za-z0-9\-._~!$&'()*+,;="
_PCHAR = rf"(?:[{_UNRESERVED}:@]|{_ESCAPED})"
_URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?://(?:(?:[{_UNRESERVED}:]|{_ESCAPED})*@)?"
    rf"(?:\[[0-9a-fA-F:.]+\]|(?:[{_UNRESERVED}]|{_ESCAPED})*)(?::[0-9]*)?(?:/{_PCHAR}*)*|/?(?:{_PCHAR}+(?:/{_PCHAR}*)*)?)"
    rf"(?:\?(?:[{_UNRESERVED}:@/?]|{_ESCAPED})*)?(?:#(?:[{_UNRESERVED}:@/?]|{_ESCAPED})*)?"
).fullmatch


def is_date(text: str) -> bool:
    """RFC 3339 ``full-date``; only days that exist."""
    if not _DATE(text):
        return False
    # Python has no year 0; it is a leap year, as 2000 is.
    try:
        _date(f"2000{text[4:]}" if text.startswith("0000") else text)
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """RFC 3339 ``full-time``: with an offset; second 60 only where a leap second can be, at 23:59:60 UTC."""
    found = _TIME(text)
    if not found:
        return False
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    offset_hour, offset_minute = int(found[5] or 0), int(found[6] or 0)
    if hour > 23 or minute > 59 or offset_hour > 23 or offset_minute > 59:
        return False
    if second <= 59:
        return True
    utc = hour * 60 + minute - (-1 if found[4] == "-" else 1) * (offset_hour * 60 + offset_minute)
    return second == 60 and utc % 1440 == 1439


def is_date_time(text: str) -> bool:
    """RFC 3339 ``date-time``."""
    if _PLAIN_DATE_TIME(text) and text[11:13] < "24":
        return is_date(text[:10])
    return text[10:11] in ("T", "t") and is_date(text[:10]) and is_time(text[11:])


def is_duration(text: str) -> bool:
    """RFC 3339, appendix A."""
    return _DURATION(text) is not None


def is_uuid(text: str) -> bool:
    """RFC 9562, any version."""
    return _UUID(text) is not None


def is_email(text: str) -> bool:
    """RFC 5321 ``Mailbox`` with a dot-atom and a domain name of at least two labels."""
    return len(text) <= 254 and text.find("@") <= 64 and _EMAIL(text) is not None


def is_hostname(text: str) -> bool:
    """RFC 1123, at most 253 characters."""
    return len(text) <= 253 and _HOSTNAME(text) is not None


def is_ipv4(text: str) -> bool:
    """Dotted quad without leading zeros."""
    return _IPV4(text) is not None


def is_ipv6(text: str) -> bool:
    """RFC 4291, section 2.2, without a zone."""
    halves = text.split("::")
    if len(halves) > 2 or text == "":
        return False
    groups = 0
    for half, part in enumerate(halves):
        if part == "":
            continue
        pieces = part.split(":")
        for index, piece in enumerate(pieces):
            if half == len(halves) - 1 and index == len(pieces) - 1 and _IPV4(piece):
                groups += 2
            elif _IPV6_GROUP(piece):
                groups += 1
            else:
                return False
    return groups <= 7 if len(halves) == 2 else groups == 8


def is_uri(text: str) -> bool:
    """RFC 3986 ``URI``: absolute, with a scheme."""
    return _URI(text) is not None
