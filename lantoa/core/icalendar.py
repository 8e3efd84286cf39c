"""A calendar as RFC 5545 and RFC 7986 write it: whole days with a title, for programs that subscribe to an address.

Times are UTC; a day stands without a zone (VALUE=DATE), since it is the day of whoever reads it.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75  # octets, the break left out (RFC 5545, 3.1)
MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Lan Toa//Calendar//VI"


@dataclass(frozen=True)
class DayEntry:
    """One whole day. `uid` never changes; `sequence` grows with each change and `changed_at` is its instant; what is cancelled
    stays for as long as programs may still hold it."""

    uid: str
    day: date
    title: str
    sequence: int
    changed_at: datetime
    address: str = ""
    is_cancelled: bool = False


def calendar_bytes(name: str, entries: Iterable[DayEntry], *, refresh: timedelta) -> bytes:
    """The calendar called `name`; programs are asked to look again after `refresh` (whole minutes)."""
    again = f"PT{int(refresh.total_seconds() // 60)}M"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{again}",
        f"X-PUBLISHED-TTL:{again}",
    ]
    for entry in entries:
        lines += _entry(entry)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def _entry(entry: DayEntry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{entry.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.title)}"
    yield "TRANSP:TRANSPARENT"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    if entry.address:
        yield f"URL:{entry.address}"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A value of kind TEXT (3.3.11); breaks of lines become «\\n», other control characters are left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in plain if one == "\n" or unicodedata.category(one) not in {"Cc", "Zl", "Zp"})
    for letter in "\\;,":
        kept = kept.replace(letter, "\\" + letter)
    return kept.replace("\n", "\\n")


def folded(line: str) -> Iterator[bytes]:
    """The line in parts of 75 octets at most, each after the first begun by a space; no letter is broken."""
    part = b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > LONGEST_LINE:
            yield part
            part = b" "
        part += octets
    yield part
