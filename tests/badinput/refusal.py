"""How a refusal must look: told in Vietnamese, with what was typed still there, and nothing written."""

import html
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpResponse

from lantoa.practices.models import Practice
from tests.permissions.cells import row_counts

WITH_MARKS = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)
TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]+>", re.DOTALL | re.IGNORECASE)
BARE = re.compile(
    r"Traceback|Exception|<h1>Bad Request|Server Error|DoesNotExist|psycopg|Page not found", re.IGNORECASE
)


def words_of(response: HttpResponse) -> str:
    """What a person reads on the page, in one line."""
    return " ".join(html.unescape(TAG.sub(" ", response.content.decode())).split())


def fields_of(response: HttpResponse) -> str:
    """The page with its entities resolved: what stands in its boxes."""
    return html.unescape(response.content.decode())


def assert_refused_well(response: HttpResponse, *, sentence: str, typed: str = "") -> None:
    """`sentence`: the words that say what is wrong; `typed`: what the person finds again in the form."""
    assert 400 <= response.status_code < 500, (response.status_code, response.get("Location"))
    shown = words_of(response)
    assert BARE.search(response.content.decode()) is None
    assert sentence in shown, shown[-1500:]
    assert WITH_MARKS.search(sentence) is not None
    assert unicodedata.is_normalized("NFC", shown)
    assert typed in fields_of(response)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Every table of the house holds as many rows after as before."""
    before = row_counts()
    yield
    assert row_counts() == before


def made_by(response: HttpResponse) -> Practice:
    """The practice to whose page the form's answer leads."""
    assert response.status_code == 302
    return Practice.objects.get(code=response["Location"].strip("/").split("/")[-1])
