"""The record is complete, chained and out of the app's reach; what is erased leaves the chain whole."""

import uuid

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lantoa.audit import chain as chains
from lantoa.audit.models import Content, Entry, Head
from lantoa.audit.queries import find_faults, history_of
from lantoa.audit.services import ERASED, Act, erase_contents, record, record_many
from lantoa.audit.verify_audit import Fault
from lantoa.core.actor import System
from lantoa.core.errors import Refused
from tests.cast import Cast

ACTOR = System("thử nghiệm")


def test_record_keeps_who_what_and_when(cast: Cast) -> None:
    entry = record(cast.unit_head, "unit.seen", cast.office, chain=cast.office.id, after={"a": 1})

    stored = history_of("organisation.unit", cast.office.id).get(act="unit.seen")
    assert (stored.pk, stored.actor_id, stored.actor_label) == (entry.pk, cast.unit_head.id, "unit.head")
    assert (stored.after, stored.subject_label, stored.before) == ({"a": 1}, "VPTU", {})


def test_chains_hold_after_many_entries(cast: Cast) -> None:
    record_many(ACTOR, [Act("thing.done", cast.office, cast.office.id) for _ in range(3)])
    record_many(ACTOR, [Act("thing.done", cast.office, cast.office.id), Act("thing.done")])

    assert find_faults() == []


def test_record_of_one_act_costs_four_statements(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as seen:
        record(ACTOR, "thing.done", cast.office, chain=cast.office.id)

    statements = [one["sql"].split()[0] for one in seen]
    assert statements == ["SELECT", "INSERT", "INSERT", "UPDATE"]


def test_nothing_to_record_costs_nothing(cast: Cast) -> None:
    assert record_many(ACTOR, []) == []


@pytest.mark.parametrize(
    "value", [0.1, 1e300, -0.0, float("nan"), 10**30, "\u2028 ế ế", {"b": [1, None, True], "a": {}}, ""]
)
def test_any_value_still_fits_its_commitment_when_read_back(cast: Cast, value: object) -> None:
    record(ACTOR, "thing.done", chain=cast.office.id, before={"x": value}, after={"y": [value]})

    assert find_faults() == []


@pytest.mark.parametrize(
    "statement",
    [
        f"{verb} {table}{rest}"
        for table in ("audit_entry", "audit_content", "audit_headsexport", "audit_head")
        for verb, rest in (("DELETE FROM", ""), ("TRUNCATE", ""))
    ]
    + [
        "UPDATE audit_entry SET act = 'x'",
        "UPDATE audit_content SET after = NULL",
        "UPDATE audit_headsexport SET root = 'x'",
    ],
)
def test_app_role_cannot_change_the_record(cast: Cast, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_app_role_cannot_erase_without_a_record_of_it(cast: Cast) -> None:
    entry = record(ACTOR, "thing.done", chain=cast.office.id, after={"erased": [{"sequence": 1}]})
    with (
        pytest.raises(ProgrammingError, match="records no erasure"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT audit_erase(%s)", [entry.pk])


def test_erased_contents_are_gone_and_the_chain_holds(cast: Cast) -> None:
    secret = "Hoa sen trắng"
    entries = [
        record(ACTOR, "thing.done", cast.office, chain=cast.office.id, label=secret, after={"a": secret}),
        record(ACTOR, "thing.done", label=secret, before={"a": secret}),
    ]

    assert erase_contents(actor=cast.administrator, entries=entries, basis="Điều 14 Nghị định thử") == 2

    assert find_faults() == []
    for one in history_of("organisation.unit", cast.office.id).filter(act="thing.done"):
        assert one.subject_label == "Nội dung đã xóa theo quy định"
        assert (one.before, one.after, one.erased) == ({}, {}, chains.PARTS)
    kept = [str(row) for row in [*Content.objects.values_list(), *Entry.objects.values_list()]]
    assert [one for one in kept if secret in one] == []
    told = Entry.objects.filter(act=ERASED).order_by("chain").select_related("content")
    assert [(one.chain, one.actor_id) for one in told] == sorted(
        [(str(cast.office.id), cast.administrator.id), ("system", cast.administrator.id)]
    )
    assert all(one.after["basis"] == "Điều 14 Nghị định thử" for one in told)


def test_only_the_name_may_be_erased(cast: Cast) -> None:
    entry = record(cast.unit_head, "thing.done", chain=cast.office.id, after={"a": 1})

    erase_contents(actor=ACTOR, entries=[entry], parts=["actor_label"], basis="Căn cứ")

    stored = Entry.objects.select_related("content").get(pk=entry.pk)
    assert stored.actor_label == f"Người dùng #{str(cast.unit_head.id)[:8]}"
    assert (stored.after, stored.erased) == ({"a": 1}, ("actor_label",))
    assert find_faults() == []


def test_erasing_again_records_nothing_more(cast: Cast) -> None:
    entry = record(ACTOR, "thing.done", chain=cast.office.id)
    erase_contents(actor=ACTOR, entries=[entry], basis="Căn cứ")

    assert erase_contents(actor=ACTOR, entries=[entry], basis="Căn cứ") == 0
    assert Entry.objects.filter(act=ERASED).count() == 1


def test_the_record_of_an_erasure_cannot_be_erased(cast: Cast) -> None:
    entry = record(ACTOR, "thing.done", chain=cast.office.id)
    erase_contents(actor=ACTOR, entries=[entry], basis="Căn cứ")
    erasure = Entry.objects.get(act=ERASED)

    assert erase_contents(actor=ACTOR, entries=[erasure], basis="Căn cứ") == 0

    forged = {"erased": [{"sequence": erasure.sequence, "parts": list(chains.PARTS)}]}
    pretext = record(ACTOR, ERASED, chain=cast.office.id, after=forged)
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_erase(%s)", [pretext.pk])
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("parts", "basis", "said"),
    [
        (chains.PARTS, "  ", "Chưa ghi căn cứ"),
        ([], "Căn cứ", "Chỉ xóa được"),
        (["act"], "Căn cứ", "Chỉ xóa được"),
    ],
)
def test_erasing_is_refused_without_basis_or_for_what_is_no_content(
    cast: Cast, parts: list[str], basis: str, said: str
) -> None:
    entry = record(ACTOR, "thing.done", chain=cast.office.id, after={"a": 1})

    with pytest.raises(Refused, match=said):
        erase_contents(actor=ACTOR, entries=[entry], parts=parts, basis=basis)

    assert Entry.objects.select_related("content").get(pk=entry.pk).after == {"a": 1}


def in_form_1(chain: str, count: int) -> list[Entry]:
    """Entries as version 0.1.0 wrote them and migration 0003 left them."""
    made, previous = [], ""
    for sequence in range(1, count + 1):
        values = {
            "chain": chain,
            "sequence": sequence,
            "at": Entry.objects.latest("at").at,
            "actor_id": uuid.UUID(int=5),
            "act": "thing.done",
            "subject_kind": "",
            "subject_id": None,
            "request_id": "",
        }
        kept = {"actor_label": "cũ", "subject_label": "Việc cũ", "before": {}, "after": {"n": sequence}}
        digest = chains.digest_of_form_1(previous, values | kept)
        entry = Entry.objects.create(**values, form=1, previous=previous, digest=digest)
        Content.objects.create(entry=entry, **kept, salts=[None] * 4)
        made.append(entry)
        previous = digest
    Head.objects.create(chain=chain, sequence=count, digest=previous)
    return made


def test_entries_of_form_1_verify_and_go_on_in_form_2(cast: Cast) -> None:
    unit = uuid.uuid4()
    in_form_1(str(unit), 3)
    record(ACTOR, "thing.done", chain=unit)

    assert find_faults() == []


def test_erased_entry_of_form_1_is_vouched_for_by_the_record_of_the_erasure(cast: Cast) -> None:
    unit = uuid.uuid4()
    entries = in_form_1(str(unit), 3)

    erase_contents(actor=ACTOR, entries=entries[1:2], parts=["after"], basis="Căn cứ")

    stored = Entry.objects.select_related("content").get(pk=entries[1].pk)
    assert (stored.erased, find_faults()) == (chains.PARTS, [])


def test_an_entry_of_form_1_that_was_changed_is_not_erased(cast: Cast) -> None:
    unit = uuid.uuid4()
    in_form_1(str(unit), 1)
    wrong = Entry.objects.create(
        chain=str(unit),
        sequence=2,
        at=Entry.objects.latest("at").at,
        act="x",
        subject_kind="",
        form=1,
        digest="f",
    )
    Content.objects.create(
        entry=wrong, actor_label="a", subject_label="b", before={}, after={}, salts=[None] * 4
    )

    with pytest.raises(Refused, match="đã bị sửa"):
        erase_contents(actor=ACTOR, entries=[wrong], basis="Căn cứ")


def test_lost_last_entry_is_seen_against_the_head(cast: Cast) -> None:
    record(ACTOR, "thing.done", cast.office, chain=cast.office.id)
    head = Head.objects.get(chain=str(cast.office.id))
    Head.objects.filter(pk=head.pk).update(sequence=head.sequence + 1)

    assert find_faults() == [Fault(str(cast.office.id), head.sequence + 1, "truncated")]
