"""The public figures of the story come out of the records: through the product's queries and through plain SQL."""

import json
from typing import Any

import pytest
from django.db import connection

from lantoa.conferences.figures import figures_of
from lantoa.conferences.models import Conference
from lantoa.core.text import folding_key
from lantoa.sample.story import content

FACTS: dict[str, int] = content("facts.json")["figures"]
# Public figure → key of the computed one, and the same count in SQL, on the eve of the conference.
COUNTED = {
    "direct_units": (
        "units.direct",
        "SELECT count(DISTINCT v.unit_id) FROM organisation_unitversion v JOIN organisation_unit p ON p.id = v.parent_id "
        "WHERE p.code = 'HG-DUK' AND v.valid @> date '2021-04-06'",
    ),
    "practices_2016_2020": (
        "practices.recognised",
        "SELECT count(DISTINCT practice_id) FROM practices_practiceyear "
        "WHERE state = 'recognised' AND year BETWEEN 2016 AND 2020",
    ),
    "practices_2020": (
        "practices.recognised.last_year",
        "SELECT count(DISTINCT practice_id) FROM practices_practiceyear WHERE state = 'recognised' AND year = 2020",
    ),
    "practices_2020_in_booklet": (
        "practices.in_booklet",
        "SELECT count(DISTINCT e.practice_id) FROM practices_bookletentry e JOIN practices_booklet b ON b.id = e.booklet_id "
        "JOIN practices_practiceyear y ON y.practice_id = e.practice_id AND y.year = 2020 AND y.state = 'recognised' "
        "WHERE b.year = 2020 AND b.published_at IS NOT NULL",
    ),
    "units_given_the_booklet_to_replicate": (
        "replication.units_given",
        "SELECT count(DISTINCT unit_id) FROM practices_replicationorderunit",
    ),
    "collectives_commended": (
        "awards.collectives",
        "SELECT count(*) FROM commendation_certificate c JOIN commendation_nomination n ON n.id = c.nomination_id "
        "WHERE n.subject = 'collective' AND c.revoked_on IS NULL",
    ),
    "individuals_commended": (
        "awards.individuals",
        "SELECT count(*) FROM commendation_certificate c JOIN commendation_nomination n ON n.id = c.nomination_id "
        "WHERE n.subject = 'individual' AND c.revoked_on IS NULL",
    ),
}

ANSWERED = "SELECT DISTINCT u.code FROM practices_adoption a JOIN organisation_unit u ON u.id = a.unit_id"


def rows(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def number(query: str) -> int:
    [(found,)] = rows(query)
    return int(found)


def test_public_facts_are_the_seven_of_the_article() -> None:
    assert FACTS == {
        "direct_units": 98,
        "practices_2016_2020": 387,
        "practices_2020": 86,
        "practices_2020_in_booklet": 22,
        "units_given_the_booklet_to_replicate": 98,
        "collectives_commended": 20,
        "individuals_commended": 100,
    }


def test_computed_figures_equal_the_public_facts(conference: Conference) -> None:
    figures = figures_of(conference)
    assert {fact: figures[key].value for fact, (key, _sql) in COUNTED.items()} == FACTS


def test_counts_in_sql_equal_the_public_facts(sample: None) -> None:
    assert {fact: number(query) for fact, (_key, query) in COUNTED.items()} == FACTS


def test_codes_behind_each_count_are_as_many_and_distinct(conference: Conference) -> None:
    figures = figures_of(conference)
    for key, _sql in COUNTED.values():
        codes = figures[key].codes
        assert (key, len(codes), len(set(codes))) == (key, figures[key].value, figures[key].value)


def test_practice_recognised_twice_counts_once(conference: Conference) -> None:
    recognised = figures_of(conference)["practices.recognised"]
    assert [(part.label, part.value) for part in recognised.parts] == [
        ("2016", 61),
        ("2017", 74),
        ("2018", 81),
        ("2019", 91),
        ("2020", 86),
    ]
    assert sum(part.value for part in recognised.parts) == 393
    assert recognised.value == len({code for part in recognised.parts for code in part.codes}) == 387
    years = "SELECT count(*) FROM practices_practiceyear WHERE state = 'recognised' AND year BETWEEN 2016 AND 2020"
    assert number(years) == 393


def test_more_were_registered_than_recognised(conference: Conference) -> None:
    registered = figures_of(conference)["practices.registered"].value
    assert registered == number(
        "SELECT count(DISTINCT practice_id) FROM practices_practiceyear "
        "WHERE state NOT IN ('draft', 'returned') AND year BETWEEN 2016 AND 2020"
    )
    assert isinstance(registered, int)
    assert registered > 450


def test_units_given_the_booklet_are_not_the_units_that_answered(conference: Conference) -> None:
    figures = figures_of(conference)
    given, silent = figures["replication.units_given"], figures["replication.units_silent"]
    answered = {
        unit
        for (unit,) in rows(
            "SELECT DISTINCT u.code FROM practices_adoption a JOIN organisation_unit u ON u.id = a.unit_id"
        )
    }
    assert set(silent.codes) == set(given.codes) - answered
    assert silent.value == 9


def test_some_nominations_were_not_commended(sample: None) -> None:
    states = dict(rows("SELECT state, count(*) FROM commendation_nomination GROUP BY state"))
    assert states == {"awarded": 120, "not_proposed": 31, "returned": 2}
    without_reason = "SELECT count(*) FROM commendation_nomination WHERE state <> 'awarded' AND reason = ''"
    assert number(without_reason) == 0


def test_no_two_recognised_practices_share_a_title(conference: Conference) -> None:
    codes = list(figures_of(conference)["practices.recognised"].codes)
    titles = dict(rows("SELECT code, title FROM practices_practice"))
    folded = [folding_key(titles[code]) for code in codes]
    assert len(set(folded)) == 387


def test_planted_near_duplicates_exist_in_pairs_and_are_not_recognised(sample: None) -> None:
    pairs = content("near_duplicates.json")["pairs"]
    assert 0 < len(pairs) <= 15
    units = dict(
        rows("SELECT p.title, u.code FROM practices_practice p JOIN organisation_unit u ON u.id = p.unit_id")
    )
    recognised = {
        title
        for (title,) in rows(
            "SELECT p.title FROM practices_practice p JOIN practices_practiceyear y ON y.practice_id = p.id "
            "WHERE y.state = 'recognised'"
        )
    }
    for pair in pairs:
        assert units[pair["title"]] == pair["unit"]
        assert units[pair["of"]] != pair["unit"]
        assert pair["title"] not in recognised


def test_every_practice_of_the_last_reviewed_years_has_a_measured_goal(sample: None) -> None:
    lacking = (
        "SELECT count(*) FROM practices_practice p JOIN practices_practiceyear y ON y.practice_id = p.id "
        "WHERE y.state = 'recognised' AND (p.baseline IS NULL OR p.target IS NULL OR p.result_value IS NULL)"
    )
    assert number(lacking) == 0


def test_record_names_every_act_and_every_kind_of_thing(sample: None) -> None:
    from lantoa.audit import registry

    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT act, subject_kind FROM audit_entry")
        found = cursor.fetchall()
    assert {act for act, _kind in found} - set(registry.ACTS) == set()
    assert {kind for _act, kind in found if kind} - set(registry.KINDS) == set()


@pytest.mark.parametrize(
    "unlabelled",
    [
        "SELECT count(*) FROM organisation_unit WHERE NOT is_sample",
        "SELECT count(*) FROM accounts_user WHERE NOT is_sample",
        "SELECT count(*) FROM organisation_unitevent WHERE note <> 'Dữ liệu minh họa'",
        "SELECT count(*) FROM audit_content WHERE actor_label NOT LIKE '%dữ liệu minh họa%'",
    ],
    ids=["units", "accounts", "decisions", "audit"],
)
def test_nothing_invented_is_without_its_label(sample: None, unlabelled: str) -> None:
    assert number(unlabelled) == 0


def test_frozen_edition_holds_the_figures_of_the_registers(conference: Conference) -> None:
    [edition] = conference.editions.all()
    live = [figure.as_dict() for figure in figures_of(conference).values()]
    assert edition.figures == json.loads(json.dumps(live))


def test_the_22_were_chosen_among_the_86(sample: None) -> None:
    """By the call of the year: what it chose is what the booklet prints."""
    chosen = (
        "SELECT count(*), count(*) FILTER (WHERE e.chosen), count(*) FILTER (WHERE e.chosen AND EXISTS (SELECT 1 "
        "FROM practices_bookletentry b WHERE b.practice_id = y.practice_id)) FROM practices_callentry e "
        "JOIN practices_call c ON c.id = e.call_id JOIN practices_practiceyear y ON y.id = e.practice_year_id "
        "WHERE c.state = 'concluded'"
    )
    with connection.cursor() as cursor:
        cursor.execute(chosen)
        assert cursor.fetchone() == (86, 22, 22)
