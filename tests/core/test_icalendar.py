"""What RFC 5545 asks of a calendar: breaks, folding, escaping, whole days, and the entries that are cancelled."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lantoa.core.icalendar import DayEntry, calendar_bytes, escaped, folded

AT = datetime(2021, 4, 6, 1, 30, tzinfo=UTC)


def entry(title: str = "Nộp kế hoạch", **more: object) -> DayEntry:
    fields: dict[str, object] = {
        "uid": "a@lantoa",
        "day": date(2021, 4, 30),
        "title": title,
        "sequence": 2,
        "changed_at": AT,
    }
    return DayEntry(**(fields | more))  # type: ignore[arg-type]


def unfolded(content: bytes) -> list[str]:
    """As a program reads it: parts joined first (3.1), then lines."""
    assert content.endswith(b"\r\n")
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def test_calendar_is_as_the_standard_has_it() -> None:
    content = calendar_bytes("Hạn nhiệm vụ", [entry()], refresh=timedelta(hours=4))
    assert unfolded(content) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Lan Toa//Calendar//VI",
        "CALSCALE:GREGORIAN",
        "NAME:Hạn nhiệm vụ",
        "X-WR-CALNAME:Hạn nhiệm vụ",
        "REFRESH-INTERVAL;VALUE=DURATION:PT240M",
        "X-PUBLISHED-TTL:PT240M",
        "BEGIN:VEVENT",
        "UID:a@lantoa",
        "DTSTAMP:20210406T013000Z",
        "SEQUENCE:2",
        "DTSTART;VALUE=DATE:20210430",
        "DTEND;VALUE=DATE:20210501",
        "SUMMARY:Nộp kế hoạch",
        "TRANSP:TRANSPARENT",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")


def test_cancelled_entry_says_so_and_an_address_is_kept() -> None:
    lines = unfolded(
        calendar_bytes(
            "Lịch", [entry(is_cancelled=True, address="https://a.vn/x/")], refresh=timedelta(hours=1)
        )
    )
    assert "STATUS:CANCELLED" in lines
    assert "URL:https://a.vn/x/" in lines


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Việc, gấp; xong\\rồi", "Việc\\, gấp\\; xong\\\\rồi"),
        ("dòng một\r\ndòng hai\rdòng ba", "dòng một\\ndòng hai\\ndòng ba"),
        ("có\x00dấu\x1b\u2028lạ", "códấulạ"),
        ("BEGIN:VEVENT\nUID:x", "BEGIN:VEVENT\\nUID:x"),
        ("«giữ» 100 %: đúng", "«giữ» 100 %: đúng"),
    ],
)
def test_text_is_escaped(text: str, value: str) -> None:
    assert escaped(text) == value


@pytest.mark.parametrize("length", [0, 1, 73, 74, 75, 76, 149, 150, 151, 300])
@pytest.mark.parametrize("letter", ["a", "ệ", "🌾"])
def test_lines_are_folded_between_letters(letter: str, length: int) -> None:
    line = "SUMMARY:" + letter * length
    parts = list(folded(line))
    assert all(len(part) <= 75 for part in parts)
    assert all(part.startswith(b" ") for part in parts[1:])
    assert "".join(part.decode()[1 if number else 0 :] for number, part in enumerate(parts)) == line
    if letter == "a" and length >= 68:
        assert len(parts[0]) == 75
