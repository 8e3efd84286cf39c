"""How a line of the log is written: identities and places in the code, never what people typed, are called or asked for.

A record of a request says method, status and the pattern of the address instead of the address; an exception says its class and
where it came from, without its message, because messages quote values. Whatever is left is on one line, without characters
that could pretend to be another line. The request's name joins a line with the error page («Mã tra cứu») and with the record.
"""

import logging
import traceback
import unicodedata
import uuid
from types import TracebackType

from lantoa.audit.middleware import current_request_id

HOUSE = "lantoa"
HIDDEN = "…"
PLAIN_TYPES = (int, float, bool, uuid.UUID, type(None))
LONGEST = 4000


def one_line(text: str) -> str:
    """Controls, separators of lines and marks of direction are written out as `\\u000a`."""
    shown = (f"\\u{ord(one):04x}" if _is_unsafe(one) else one for one in text[:LONGEST])
    return "".join(shown)


def _is_unsafe(one: str) -> bool:
    return unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


class SafeFormatter(logging.Formatter):
    """`2021-04-06 08:00:00,000 WARNING django.request 404 GET /mo-hinh/<str:code>/ [Mã tra cứu 0123456789ab]`."""

    def format(self, record: logging.LogRecord) -> str:
        parts = [self.formatTime(record), record.levelname, record.name, self._said(record)]
        if record.exc_info and record.exc_info[1] is not None:
            parts.append(_raised(record.exc_info[1]))
        if name := self._request_name(record):
            parts.append(f"[Mã tra cứu {name}]")
        return one_line(" ".join(parts))

    def _said(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            route = f"/{match.route}" if match is not None else "(no address)"
            status = getattr(record, "status_code", "")
            return f"{status} {getattr(request, 'method', '')} {route}".strip()
        if record.name.partition(".")[0] == HOUSE or not record.args:
            return record.getMessage()
        return _without_words(record)

    def _request_name(self, record: logging.LogRecord) -> str:
        """Django tells of an answer after the middleware has ended: the request itself still knows its name."""
        kept = getattr(getattr(record, "request", None), "request_id", "")
        return str(kept or current_request_id())


def _without_words(record: logging.LogRecord) -> str:
    """What a library says, with its numbers and identities, without the words that it was given."""
    arguments = record.args
    try:
        if isinstance(arguments, dict):
            return str(record.msg) % {name: _plain(value) for name, value in arguments.items()}
        return str(record.msg) % tuple(_plain(value) for value in arguments or ())
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def _plain(value: object) -> object:
    return value if isinstance(value, PLAIN_TYPES) else HIDDEN


def _raised(error: BaseException) -> str:
    """Class and places of an error and of those it came from, nearest first."""
    told: list[str] = []
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        state = getattr(at, "sqlstate", None)
        kind = f"{type(at).__module__}.{type(at).__qualname__}" + (f" ({state})" if state else "")
        told.append(f"{kind} at {_places(at.__traceback__)}")
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "; from ".join(told)


def _places(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    return " < ".join(f"{one.filename}:{one.lineno} {one.name}" for one in reversed(frames[-12:]))
