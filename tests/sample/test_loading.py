"""Loading the sample: once, the same every time, and only into an empty database."""

from collections.abc import Iterator

import psycopg
import pytest

from lantoa.conferences.queries.reviews import figures_json
from lantoa.config import database
from lantoa.core.errors import Refused
from lantoa.sample.build import load
from tests import sample_database
from tests.cast import Cast

CERTIFICATES = "SELECT register_number, code, receiver_lines FROM commendation_certificate ORDER BY 1"
PRACTICES = "SELECT code, title, problem, goal, method, result, lesson FROM practices_practice ORDER BY 1"
REPORTS = (
    "SELECT c.code, u.code, s.state, s.values FROM reporting_submission s "
    "JOIN reporting_collection c ON c.id = s.collection_id JOIN organisation_unit u ON u.id = s.unit_id ORDER BY 1, 2"
)


@pytest.fixture
def copy(django_db_setup: None) -> Iterator[str]:
    template = sample_database.made_sample_template()
    with sample_database.copy_of(template, "again") as name:
        yield name


def frozen(connection: psycopg.Connection[tuple[object, ...]]) -> bytes:
    [(figures,)] = connection.execute("SELECT figures FROM conferences_edition").fetchall()
    return figures_json(figures)  # type: ignore[arg-type]


def row_counts(connection: psycopg.Connection[tuple[object, ...]]) -> set[tuple[object, ...]]:
    tables = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    ).fetchall()
    counted = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for (name,) in tables)
    return set(connection.execute(counted.encode()).fetchall())


def test_second_load_changes_nothing_and_says_so(copy: str) -> None:
    with database.connect_as_superuser(copy) as connection:
        before = row_counts(connection), frozen(connection)
        said = sample_database.run_lantoa("load-sample", name=copy).stdout
        assert (row_counts(connection), frozen(connection)) == before
    assert "Dữ liệu minh họa đã có, không thay đổi gì." in said


def test_two_loads_give_the_same_figures_and_texts(copy: str) -> None:
    other = sample_database.own_name("other")
    sample_database.migrated_database(other)
    try:
        sample_database.run_lantoa("load-sample", name=other)
        with database.connect_as_superuser(copy) as one, database.connect_as_superuser(other) as two:
            assert frozen(one) == frozen(two)
            for query in (CERTIFICATES, PRACTICES, REPORTS):
                assert one.execute(query.encode()).fetchall() == two.execute(query.encode()).fetchall()
    finally:
        database.drop_database(other)


def test_load_into_another_organisation_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="đã có tổ chức khác"):
        load()
