"""What is logged says where, never who or what."""

import logging
import logging.config
import uuid
from collections.abc import Iterator
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.conf import settings as house
from django.db import connection
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from lantoa.audit.logs import SafeFormatter
from tests.cast import Cast

MARKER = "Hoamai"


def line(**told: Any) -> str:
    record = logging.LogRecord(
        "x.y", logging.ERROR, "f.py", 1, told.pop("msg"), told.pop("args", ()), told.pop("exc", None)
    )
    record.__dict__.update(told)
    return SafeFormatter().format(record).partition(" ERROR ")[2]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\nb", "a\\u000ab"),
        ("a\r\x1b[31m", "a\\u000d\\u001b[31m"),
        ("a\x00\x85\u2028\u2029", "a\\u0000\\u0085\\u2028\\u2029"),
        ("\u202eabc\u200b", "\\u202eabc\\u200b"),
        ("Đảng bộ 100%", "Đảng bộ 100%"),
        ("x" * 9000, "x" * 3900),
    ],
)
def test_b46_a_line_of_the_log_is_one_line(typed: str, shown: str) -> None:
    said = line(msg=typed, name="lantoa.z")

    assert shown in said
    assert len(said) < 24_100
    assert len(said.splitlines()) == 1


def test_words_given_to_a_library_are_left_out_and_numbers_stay() -> None:
    identity = uuid.UUID(int=3)
    assert line(msg="%s of %d at %s", args=(MARKER, 7, identity)) == f"x.y … of 7 at {identity}"
    assert line(msg="%(a)s", args=({"a": MARKER},)) == "x.y …"
    assert line(msg="%d of them", args=(MARKER,)) == "x.y %d of them"


def test_the_house_says_identities_itself() -> None:
    assert (
        line(msg="pack %s is gone", args=("p1",), name="lantoa.conferences.jobs")
        == "lantoa.conferences.jobs pack p1 is gone"
    )


def test_an_error_is_told_by_class_and_place_without_its_message() -> None:
    def inner() -> None:
        raise ValueError(MARKER)

    try:
        try:
            inner()
        except ValueError as first:
            raise KeyError(MARKER) from first
    except KeyError as error:
        said = line(msg="broken", exc=(KeyError, error, error.__traceback__))
    assert MARKER not in said
    assert "builtins.KeyError at" in said
    assert "; from builtins.ValueError at" in said
    assert "inner" in said


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the handlers of the settings write, and beside them everything from INFO on, in the same form."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(SafeFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def test_the_settings_write_with_this_formatter_and_mail_nobody() -> None:
    assert house.LOGGING["formatters"]["line"] == {"()": "lantoa.audit.logs.SafeFormatter"}
    named = [logging.getLogger(name) for name in ("django", "django.request", "django.security", "lantoa")]
    assert [
        handler for one in named for handler in one.handlers if type(handler).__name__ == "AdminEmailHandler"
    ] == []


def addresses() -> Iterator[str]:
    """Every address of the house, with a marker where it takes a word."""

    def walk(found: list[Any], before: str) -> Iterator[str]:
        for one in found:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            elif isinstance(one, URLPattern):
                filled = route.replace("<uuid:", "<").replace("<int:", "<")
                while "<" in filled:
                    head, _less, rest = filled.partition("<")
                    name, _more, tail = rest.partition(">")
                    kind = f"<uuid:{name}>" in route, f"<int:{name}>" in route
                    value = str(uuid.uuid4()) if kind[0] else "2021" if kind[1] else MARKER
                    filled = head + value + tail
                yield f"/{filled}"

    yield from walk(get_resolver().url_patterns, "")


def test_no_page_leaves_what_was_asked_or_typed_in_the_log(cast: Cast, log: StringIO) -> None:
    client = Client(
        raise_request_exception=False, headers={"user-agent": MARKER, "referer": f"http://x/{MARKER}"}
    )
    client.post("/dang-nhap/", {"login": MARKER, "password": MARKER})
    client.force_login(cast.unit_head)
    seen = 0
    for address in addresses():
        for ask in (client.get, client.post):
            ask(f"{address}?q={MARKER}", {"q": MARKER, "title": MARKER, "reason": f"{MARKER}\nERROR"})
            seen += 1
    client.get(f"/khong-co/{MARKER}/")
    client.get("/", headers={"host": MARKER})
    Client(enforce_csrf_checks=True, raise_request_exception=False).post(
        f"/dang-nhap/?{MARKER}", {"login": MARKER}
    )

    written = log.getvalue()
    assert seen > 100
    assert "404 GET (no address) [Mã tra cứu" in written  # something was written at all
    assert [one for one in written.splitlines() if MARKER.lower() in one.lower()] == []


def breaking(request: object, code: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [code])


class Broken:
    from django.urls import path

    urlpatterns = [path("vo/<str:code>/", breaking)]


@override_settings(ROOT_URLCONF=Broken)
def test_a_page_that_breaks_is_logged_by_its_name_and_place(db: None, log: StringIO) -> None:
    answer = Client(raise_request_exception=False).get(f"/vo/{MARKER}/?q={MARKER}")

    [said] = [one for one in log.getvalue().splitlines() if " 500 " in one]
    assert answer.status_code == 500
    assert "500 GET /vo/<str:code>/ django.db.utils.DataError" in said
    assert psycopg.errors.InvalidTextRepresentation.sqlstate in said
    assert said.endswith(f"[Mã tra cứu {answer.headers['X-Request-Id']}]")
    assert MARKER not in log.getvalue()
