"""The record is complete, chained and out of the app's reach."""

import pytest
from django.db import ProgrammingError, connection, transaction

from lantoa.audit.models import Entry, Head
from lantoa.audit.queries import Break, breaks, history_of
from lantoa.audit.services import Act, record, record_many
from lantoa.core.actor import System
from tests.cast import Cast

ACTOR = System("thử nghiệm")


def test_record_keeps_who_what_and_when(cast: Cast) -> None:
    entry = record(cast.unit_head, "unit.seen", cast.office, chain=cast.office.id, after={"a": 1})

    stored = history_of("organisation.unit", cast.office.id).get(act="unit.seen")
    assert (stored.pk, stored.actor_id, stored.actor_label) == (entry.pk, cast.unit_head.id, "unit.head")
    assert (stored.after, stored.subject_label) == ({"a": 1}, "VPTU")


def test_chains_hold_after_many_entries(cast: Cast) -> None:
    record_many(ACTOR, [Act("thing.done", cast.office, cast.office.id) for _ in range(3)])
    record_many(ACTOR, [Act("thing.done", cast.office, cast.office.id), Act("thing.done")])

    assert list(breaks()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET act = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "DELETE FROM audit_head",
    ],
)
def test_app_role_cannot_change_the_record(cast: Cast, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def forged(chain: str, **changes: object) -> Break | None:
    """The first break when one entry of the chain is changed in memory, as a forger would change the row."""
    from lantoa.audit import chain as chains

    previous = ""
    for row in (
        Entry.objects.filter(chain=chain).order_by("sequence").values(*chains.FIELDS, "previous", "digest")
    ):
        if row["sequence"] == 2:
            row |= changes
        if row["previous"] != previous or chains.digest(previous, row) != row["digest"]:
            return Break(chain, row["sequence"], "changed")
        previous = row["digest"]
    return None


@pytest.mark.parametrize(
    "changes", [{"act": "other"}, {"actor_label": "khác"}, {"after": {"a": 2}}, {"sequence": 7}]
)
def test_changed_entry_breaks_its_chain(cast: Cast, changes: dict[str, object]) -> None:
    record_many(ACTOR, [Act("thing.done", cast.office, cast.office.id, after={"a": n}) for n in range(3)])
    chain = str(cast.office.id)

    assert forged(chain) is None
    assert forged(chain, **changes) is not None


def test_lost_last_entry_is_seen_against_the_head(cast: Cast) -> None:
    record(ACTOR, "thing.done", cast.office, chain=cast.office.id)
    head = Head.objects.get(chain=str(cast.office.id))
    head.sequence += 1
    head.save()

    assert [found.reason for found in breaks()] == ["truncated"]
