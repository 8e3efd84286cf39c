"""How a refusal must look: told in Vietnamese, with what was typed still there, and nothing written."""

import html
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import HttpResponse

from lantoa.audit.models import Entry
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


@contextmanager
def only_recorded(act: str) -> Iterator[None]:
    """One entry of that act, and the head of its chain, are all that is written."""
    before = row_counts()
    yield
    after = row_counts()
    changed = {table: after[table] - before[table] for table in after if after[table] != before[table]}
    # the record's own tables: the entry, its words, the head of its chain
    assert {table.split("_")[0] for table in changed} == {"audit"}, changed
    assert changed["audit_entry"] == 1
    assert Entry.objects.filter(act=act).exists()


def rows_that_hold(marker: str) -> list[str]:
    """Tables of the database in which any column of any row holds a text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
        )
        tables = [row[0] for row in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} AS one WHERE one::text LIKE %s", [f"%{marker}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def made_by(response: HttpResponse) -> Practice:
    """The practice to whose page the form's answer leads."""
    assert response.status_code == 302
    return Practice.objects.get(code=response["Location"].strip("/").split("/")[-1])
