"""Roles and rights, on the server of the test run."""

import os
from collections.abc import Iterator

import psycopg
import pytest

from lantoa.config import database
from lantoa.config.env import APP_ROLE, OWNER_ROLE


@pytest.fixture
def name(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    made = f"rights_{os.getpid()}"
    monkeypatch.setenv("LANTOA_DB_NAME", made)
    database.ensure_database(made)
    yield made
    database.drop_database(made)


def test_app_reads_and_writes_rows_of_the_owner_and_makes_no_table(name: str) -> None:
    with database.connect(OWNER_ROLE) as owner:
        owner.execute("CREATE TABLE thing (id serial PRIMARY KEY, word text)")
    with database.connect(APP_ROLE) as app:
        app.execute("INSERT INTO thing (word) VALUES ('a'), ('b')")
        app.execute("UPDATE thing SET word = 'c' WHERE word = 'a'")
        app.execute("DELETE FROM thing WHERE word = 'b'")
        assert app.execute("SELECT word FROM thing").fetchall() == [("c",)]
        for forbidden in (
            "CREATE TABLE x ()",
            "DROP TABLE thing",
            "TRUNCATE thing",
            "CREATE TEMPORARY TABLE x ()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden.encode())


def test_ensure_database_may_be_repeated_and_makes_the_extensions(name: str) -> None:
    database.ensure_database(name)
    with database.connect() as app:
        made = app.execute(
            "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1"
        ).fetchall()
    assert made == [("btree_gist",), ("pg_trgm",), ("unaccent",)]


def test_clone_has_the_rows_and_the_rights_of_its_template(name: str) -> None:
    with database.connect(OWNER_ROLE) as owner:
        owner.execute("CREATE TABLE thing AS SELECT 7 AS id")
    copy = f"{name}_copy"
    database.clone_database(name, copy)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LANTOA_DB_NAME", copy)
            with database.connect() as app:
                assert app.execute("SELECT id FROM thing").fetchall() == [(7,)]
                assert database.unprotected(app) == []
    finally:
        database.drop_database(copy)


def test_unprotected_tells_what_the_owner_could_do_as_app(name: str) -> None:
    with database.connect(OWNER_ROLE) as owner:
        owner.execute("CREATE TABLE thing ()")
        assert database.unprotected(owner) == [
            "Người dùng lantoa_owner tạo được bảng: ứng dụng cần một người dùng không có quyền này.",
            "Người dùng lantoa_owner là chủ các bảng:"
            " cơ sở dữ liệu không ngăn được việc sửa nhật ký kiểm toán.",
        ]
