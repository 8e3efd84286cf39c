"""The tamper drill: somebody with every right on the database changes the record, and the verifier names the place.

Each tamper is made by the superuser inside a transaction that is rolled back, so that all start from the same record: four
chains, one of them begun in form 1, one with erased contents, and heads that were exported in the middle.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest

from lantoa.audit import chain as chains
from lantoa.audit import heads as papers
from lantoa.audit.models import Content, Entry, Head
from lantoa.audit.queries import heads_now
from lantoa.audit.services import ERASED, Act, erase_contents, record_many
from lantoa.audit.verify_audit import ERASURE, Fault, ends_of, merkle_root, read_exports, rows_of, verify
from lantoa.config import database
from lantoa.core import clock
from lantoa.core.actor import System
from tests import sample_database

ACTOR = System("diễn tập")
UNITS = [UUID(int=n) for n in (1, 2, 3)]
CHAINS = [str(one) for one in UNITS] + ["system"]
LENGTH = 40  # of each chain, at least
FEW, MANY = 12, 112  # tampers of each kind in `make test` and in `make test-long`


@dataclass
class Drill:
    connection: psycopg.Connection[Any]
    exports: list[dict[str, Any]]
    lengths: dict[str, int]

    def faults(self, *, outside: bool = False) -> list[Fault]:
        return verify(rows_of(self.connection), ends_of(self.connection), self.exports if outside else [])

    def run(self, statement: str, *values: Any) -> None:
        self.connection.execute(statement.encode(), values)

    def one(self, statement: str, *values: Any) -> tuple[Any, ...]:
        found = self.connection.execute(statement.encode(), values).fetchone()
        assert found is not None
        return found


@pytest.fixture(scope="module")
def record_with_heads(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    folder = tmp_path_factory.mktemp("heads")
    template = sample_database.made_template()
    with (
        django_db_blocker.unblock(),
        sample_database.copy_of(template, "drill") as name,
        sample_database.connected_to(name),
    ):
        old_entries(str(UNITS[0]), 12)
        key = papers.signing_key(folder)
        for number in (1, 2):
            for _round in range(LENGTH // 4):
                record_many(
                    ACTOR,
                    [
                        Act(
                            "thing.done", chain=unit, label=f"Việc {n}", before={"n": n}, after={"v": "ế" * n}
                        )
                        for n in range(2)
                        for unit in (*UNITS, None)
                    ],
                )
            if number == 1:
                some = Entry.objects.filter(sequence__in=(5, 9, 11), chain__in=CHAINS[:2])
                erase_contents(actor=ACTOR, entries=list(some), basis="Căn cứ diễn tập")
            paper = papers.signed_paper(heads_now(), number=number, at=clock.now(), previous="", key=key)
            (folder / f"{number}.json").write_bytes(paper.content)
        # Two entries after the last export, as always in the life of an installation.
        record_many(ACTOR, [Act("thing.done", chain=unit) for unit in (*UNITS, None)] * 2)
        exports, _unlinked = read_exports([folder])
        yield name, exports


def old_entries(chain: str, count: int) -> None:
    previous = ""
    for sequence in range(1, count + 1):
        values = {"chain": chain, "sequence": sequence, "at": clock.now(), "actor_id": UUID(int=9)}
        values |= {"act": "old.done", "subject_kind": "x.y", "subject_id": UUID(int=8), "request_id": "ab"}
        kept = {"actor_label": "cũ", "subject_label": "Cũ", "before": {"n": 1}, "after": {"n": sequence}}
        digest = chains.digest_of_form_1(previous, values | kept)
        entry = Entry.objects.create(**values, form=1, previous=previous, digest=digest)
        Content.objects.create(entry=entry, **kept, salts=[None] * 4)
        previous = digest
    Head.objects.create(chain=chain, sequence=count, digest=previous)


@pytest.fixture
def drill(record_with_heads: tuple[str, list[dict[str, Any]]]) -> Iterator[Drill]:
    name, exports = record_with_heads
    with database.connect_as_superuser(name) as connection:
        connection.autocommit = False
        lengths = {chain: sequence for chain, (sequence, _digest) in ends_of(connection).items()}
        yield Drill(connection, exports, lengths)
        connection.rollback()


def test_the_untouched_record_verifies(drill: Drill) -> None:
    assert min(drill.lengths.values()) >= LENGTH
    assert (drill.faults(), drill.faults(outside=True)) == ([], [])
    assert len(drill.exports) == 2


def test_the_verifier_and_the_writer_speak_of_the_same_things(drill: Drill) -> None:
    """They share no code; what they share is said once in each."""
    assert ERASURE == ERASED
    for count in range(10):
        heads: list[list[Any]] = [[f"c{n}", n, "d"] for n in range(count)]
        assert merkle_root(heads) == papers.merkle_root(heads)


# --- tampers: each changes the record and says what the verifier must find -----------------------------------------

COLUMNS = {
    "at": "at + interval '1 microsecond'",
    "actor_id": "'00000000-0000-0000-0000-0000000000ff'",
    "act": "act || 'x'",
    "subject_kind": "'x.z'",
    "subject_id": "'00000000-0000-0000-0000-0000000000ff'",
    "request_id": "'cd'",
    "form": "3 - form",
    "digest": "md5(digest) || md5(digest)",
}
PLACE = "chain = %s AND sequence = %s"
CONTENT_OF = f"entry_id = (SELECT id FROM audit_entry WHERE {PLACE})"


def change(drill: Drill, dice: random.Random, chain: str, place: int) -> Fault:
    column, value = dice.choice(sorted(COLUMNS.items()))
    drill.run(f"UPDATE audit_entry SET {column} = {value} WHERE {PLACE}", chain, place)
    return Fault(chain, place, "changed")


def change_link(drill: Drill, dice: random.Random, chain: str, place: int) -> Fault:
    drill.run(f"UPDATE audit_entry SET previous = md5(previous) || md5(previous) WHERE {PLACE}", chain, place)
    return Fault(chain, place, "order")


def change_content(drill: Drill, dice: random.Random, chain: str, place: int) -> Fault:
    column, value = dice.choice(
        [
            ("actor_label", "'khác'"),
            ("subject_label", "'khác'"),
            ("before", """'{"n": 7}'"""),
            ("after", """'{"m": 7}'"""),
        ]
    )
    drill.run(f'UPDATE audit_content SET "{column}" = {value} WHERE {CONTENT_OF}', chain, place)
    [form] = drill.one(f"SELECT form FROM audit_entry WHERE {PLACE}", chain, place)
    return Fault(chain, place, "changed" if form == 1 else "content")


def drop_content(drill: Drill, dice: random.Random, chain: str, place: int) -> Fault:
    drill.run(f"DELETE FROM audit_content WHERE {CONTENT_OF}", chain, place)
    return Fault(chain, place, "unrecorded")


def delete(drill: Drill, dice: random.Random, chain: str, place: int) -> Fault:
    drill.run(f"DELETE FROM audit_entry WHERE {PLACE}", chain, place)
    return Fault(chain, place, "truncated" if place == drill.lengths[chain] else "missing")


def swap(drill: Drill, dice: random.Random, chain: str, place: int) -> Fault:
    other = dice.choice([one for one in range(1, drill.lengths[chain] + 1) if one != place])
    for taken, given in ((place, -1), (other, place), (-1, other)):
        drill.run(f"UPDATE audit_entry SET sequence = %s WHERE {PLACE}", given, chain, taken)
    return Fault(chain, min(place, other), "order")


FIELDS = "form, chain, sequence, at, actor_id, act, subject_kind, subject_id, request_id, commitments, previous, digest"


def make_room(drill: Drill, chain: str, place: int) -> None:
    for step in (
        1_000_000,
        -999_999,
    ):  # in two steps, because no two may stand at one place even for a moment
        drill.run(
            "UPDATE audit_entry SET sequence = sequence + %s WHERE chain = %s AND sequence >= %s",
            step,
            chain,
            place,
        )


def insert(drill: Drill, dice: random.Random, chain: str, place: int) -> Fault:
    """A copy of another entry, everything after it moved on by one."""
    other = dice.choice([one for one in range(1, drill.lengths[chain]) if one != place])
    make_room(drill, chain, place)
    drill.run(
        f"INSERT INTO audit_entry ({FIELDS}) SELECT {FIELDS.replace('sequence', '%s::bigint')} FROM audit_entry WHERE {PLACE}",
        place,
        chain,
        other if other < place else other + 1,
    )
    return Fault(chain, place, "order")


def insert_well_made(drill: Drill, dice: random.Random, chain: str, place: int) -> Fault:
    """An entry that is right in itself: the next one is the first that can no longer be."""
    (previous,) = drill.one(f"SELECT previous FROM audit_entry WHERE {PLACE}", chain, place)
    make_room(drill, chain, place)
    values = {
        "chain": chain,
        "sequence": place,
        "at": clock.now(),
        "actor_id": UUID(int=66),
        "act": "forged.act",
    }
    values |= {"subject_kind": "", "subject_id": None, "request_id": ""}
    salts = chains.new_salts()
    commitments = [
        chains.commitment(salt, kept) for salt, kept in zip(salts, ("a", "b", {}, {}), strict=True)
    ]
    digest = chains.digest(previous, values, commitments)
    (made,) = drill.one(
        f"INSERT INTO audit_entry ({FIELDS}) VALUES (2, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        *values.values(),
        commitments,
        previous,
        digest,
    )
    drill.run("INSERT INTO audit_content VALUES (%s, 'a', 'b', '{}', '{}', %s)", made, salts)
    return Fault(chain, place + 1, "order")


def truncate(drill: Drill, dice: random.Random, chain: str, place: int) -> Fault:
    drill.run("DELETE FROM audit_entry WHERE chain = %s AND sequence >= %s", chain, place)
    return Fault(chain, place, "truncated")


INSIDE: list[Callable[[Drill, random.Random, str, int], Fault]] = [
    change,
    change_link,
    change_content,
    drop_content,
    delete,
    swap,
    insert,
    insert_well_made,
    truncate,
]


def whole(drill: Drill, chain: str) -> list[int]:
    """The places whose contents were not erased."""
    rows = drill.connection.execute(
        b"SELECT sequence FROM audit_entry e JOIN audit_content c ON c.entry_id = e.id"
        b" WHERE chain = %s AND c.actor_label IS NOT NULL ORDER BY sequence",
        [chain],
    ).fetchall()
    return [row[0] for row in rows]


def tampered_inside(drill: Drill, seeds: range) -> None:
    for tamper in INSIDE:
        for seed in seeds:
            dice = random.Random(f"{tamper.__name__} {seed}")
            chain = dice.choice(CHAINS)
            places = whole(drill, chain)
            drill.run("SAVEPOINT untouched")
            place = dice.choice(places)
            expected = tamper(drill, dice, chain, place)
            found = drill.faults()
            drill.run("ROLLBACK TO SAVEPOINT untouched")
            assert [one[:2] for one in found] == [expected[:2]], (
                f"{tamper.__name__} {seed} at {chain} {place}"
            )
            if tamper is not swap:  # of which it depends on which entry took which place
                assert [one.reason for one in found] == [expected.reason], f"{tamper.__name__} {seed}"


def test_each_tamper_is_named_at_its_first_bad_row(drill: Drill) -> None:
    tampered_inside(drill, range(FEW))


@pytest.mark.long
def test_each_of_a_thousand_tampers_is_named_at_its_first_bad_row(drill: Drill) -> None:
    tampered_inside(drill, range(MANY))


# --- tampers that the chain alone does not show --------------------------------------------------------------------


def recompute(drill: Drill, chain: str, first: int) -> None:
    """What a forger does who knows the form: every link from `first` on is made good, the head too."""
    rows = [row for row in rows_of(drill.connection) if row["chain"] == chain]
    previous = rows[first - 2]["digest"] if first > 1 else ""
    for row in rows[first - 1 :]:
        if row["form"] == 1:
            values = row | dict(zip(chains.PARTS, row["values"], strict=True))
            digest = chains.digest_of_form_1(previous, values)
        else:
            digest = chains.digest(previous, row, row["commitments"])
        drill.run(
            f"UPDATE audit_entry SET previous = %s, digest = %s WHERE {PLACE}",
            previous,
            digest,
            chain,
            row["sequence"],
        )
        previous = digest
    drill.run("UPDATE audit_head SET digest = %s WHERE chain = %s", previous, chain)


def exported(drill: Drill, chain: str) -> list[int]:
    return sorted(next(head[1] for head in one["heads"] if head[0] == chain) for one in drill.exports)


@pytest.mark.parametrize("seed", range(8))
def test_a_chain_written_anew_is_found_against_the_exported_heads_only(drill: Drill, seed: int) -> None:
    dice = random.Random(seed)
    chain = dice.choice(CHAINS[1:])  # an erased entry of form 1 cannot be recomputed at all
    first_export, last_export = exported(drill, chain)
    place = dice.randint(1, last_export)
    drill.run(f"UPDATE audit_entry SET act = 'forged.act' WHERE {PLACE}", chain, place)
    recompute(drill, chain, place)

    assert drill.faults() == []
    low, high = (1, first_export) if place <= first_export else (first_export + 1, last_export)
    assert drill.faults(outside=True) == [Fault(chain, low, "rewritten", high)]
    assert low <= place <= high


@pytest.mark.parametrize("seed", range(8))
def test_a_tail_cut_off_with_its_head_is_found_against_the_exported_heads_only(
    drill: Drill, seed: int
) -> None:
    dice = random.Random(seed)
    chain = dice.choice(CHAINS)
    place = dice.randint(14, exported(drill, chain)[-1])
    drill.run("DELETE FROM audit_entry WHERE chain = %s AND sequence >= %s", chain, place)
    drill.run(
        "UPDATE audit_head SET (sequence, digest) = (SELECT sequence, digest FROM audit_entry e WHERE e.chain = audit_head.chain"
        " ORDER BY sequence DESC LIMIT 1) WHERE chain = %s",
        chain,
    )
    # Without the heads outside, only an erasure whose record was in the tail may betray that something is gone.
    assert {one.reason for one in drill.faults()} <= {"unrecorded"}
    assert drill.faults(outside=True) == [Fault(chain, place, "truncated")]


def test_one_last_entry_is_missed_after_the_next_export(drill: Drill) -> None:
    chain = "system"
    last = exported(drill, chain)[-1]
    drill.run("DELETE FROM audit_entry WHERE chain = %s AND sequence >= %s", chain, last)
    drill.run("DELETE FROM audit_head WHERE chain = %s", chain)
    drill.run(
        "INSERT INTO audit_head SELECT chain, sequence, digest FROM audit_entry WHERE chain = %s"
        " ORDER BY sequence DESC LIMIT 1",
        chain,
    )

    assert drill.faults() == []
    assert drill.faults(outside=True) == [Fault(chain, last, "truncated")]


def test_a_chain_missing_altogether_and_an_emptied_record_are_named(drill: Drill) -> None:
    drill.run("DELETE FROM audit_entry WHERE chain = %s", CHAINS[2])
    drill.run("DELETE FROM audit_head WHERE chain = %s", CHAINS[2])
    assert (drill.faults(), drill.faults(outside=True)) == ([], [Fault(CHAINS[2], 1, "absent")])

    drill.run("TRUNCATE audit_entry, audit_content, audit_head")
    assert drill.faults() == []
    assert drill.faults(outside=True) == [Fault(chain, 1, "absent") for chain in sorted(CHAINS)]


def test_a_chain_that_no_head_knows_is_named(drill: Drill) -> None:
    drill.run("DELETE FROM audit_head WHERE chain = 'system'")

    assert drill.faults() == [Fault("system", 1, "head")]


def test_a_content_nulled_as_an_erasure_does_is_not_taken_for_one(drill: Drill) -> None:
    drill.run(f"UPDATE audit_content SET after = NULL, salts[4] = NULL WHERE {CONTENT_OF}", CHAINS[1], 12)

    assert drill.faults() == [Fault(CHAINS[1], 12, "unrecorded")]


def test_widening_what_an_erasure_names_is_seen_at_the_record_of_it(drill: Drill) -> None:
    chain = CHAINS[1]
    (place,) = drill.one("SELECT sequence FROM audit_entry WHERE chain = %s AND act = %s", chain, ERASED)
    named = json.dumps({"erased": [{"sequence": 12, "parts": ["after"]}]})
    drill.run(f"UPDATE audit_content SET after = NULL WHERE {CONTENT_OF}", chain, 12)
    drill.run(f"UPDATE audit_content SET after = %s WHERE {CONTENT_OF}", named, chain, place)

    assert drill.faults() == [Fault(chain, place, "content")]


def test_an_erased_entry_of_form_1_is_still_held_by_the_seal_of_its_erasure(drill: Drill) -> None:
    """Its own digest can no longer be recomputed, so the record of the erasure keeps one of the rest."""
    drill.run(f"UPDATE audit_entry SET act = 'forged.act' WHERE {PLACE}", CHAINS[0], 9)

    assert drill.faults() == [Fault(CHAINS[0], 9, "changed")]


def test_two_broken_chains_are_both_named(drill: Drill) -> None:
    drill.run("UPDATE audit_entry SET act = 'x' WHERE sequence = 20 AND chain = ANY(%s)", CHAINS[1:3])

    assert drill.faults() == [Fault(CHAINS[1], 20, "changed"), Fault(CHAINS[2], 20, "changed")]
