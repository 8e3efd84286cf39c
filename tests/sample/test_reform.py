"""The reform of 2025 on the loaded sample: what was printed before stays, and both views keep their promise."""

from datetime import date, timedelta

import pytest
from django.test import Client

from lantoa.conferences.figures import figures_of
from lantoa.conferences.models import Conference, Edition
from lantoa.conferences.queries.reviews import (
    conference_by_code,
    differences,
    edition_of,
    figures_json,
    frozen_figures,
)
from lantoa.conferences.services.editions import freeze_edition
from lantoa.core import clock, periods
from lantoa.core.actor import SYSTEM
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit, UnitEvent
from lantoa.organisation.queries.consistency import disagreements
from lantoa.organisation.queries.lineage import PlacementKind, placements
from lantoa.organisation.queries.units import children_of
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.queries.over_time import Catalogue, period_total
from lantoa.reporting.queries.totals import total
from lantoa.sample import reform


@pytest.fixture
def before(conference: Conference) -> tuple[bytes, bytes]:
    """figures.json of the review before anything happened: computed live, and as its edition was frozen."""
    edition = edition_of(conference)
    assert edition is not None
    live = figures_json([one.as_dict() for one in figures_of(conference).values()])
    return live, figures_json(edition.figures)


@pytest.fixture
def reformed(before: tuple[bytes, bytes]) -> object:
    assert reform.reform()
    with clock.set_to(reform.REFORM_DAY):
        yield


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def test_the_review_of_2021_is_the_same_to_the_byte(before: tuple[bytes, bytes], reformed: object) -> None:
    conference = conference_by_code("SK-2021-01")
    edition = edition_of(conference)
    assert edition is not None
    live = figures_json([one.as_dict() for one in figures_of(conference).values()])
    assert (live, figures_json(edition.figures)) == before
    assert differences(edition, figures_of(conference)) == {}
    assert freeze_edition(actor=SYSTEM, conference=conference) == edition
    assert Edition.objects.count() == 1
    assert frozen_figures(edition)["practices.recognised"].value == 387


def test_restated_at_the_new_province_equals_as_reported_at_the_old_one(reformed: object) -> None:
    old, new = unit("HG"), unit("CT")
    collection = Collection.objects.get(code="BCQ-2020Q4")
    reported, restated = (
        [(one.line.indicator.code, one.accepted) for one in total(collection, node, view=view).lines]
        for node, view in ((old, TreeView.AS_REPORTED), (new, TreeView.RESTATED))
    )
    assert restated == reported
    years, catalogue = periods.span(2016, 2020), Catalogue()
    codes = sorted(set(Line.objects.values_list("indicator__code", flat=True)))
    for code in codes:
        then, now = (
            period_total(code, node, years, catalogue, view)
            for node, view in ((old, TreeView.AS_REPORTED), (new, TreeView.RESTATED))
        )
        assert (code, now.value, now.numerator, now.units) == (code, then.value, then.numerator, then.units)
    assert len(codes) > 20


def test_the_bloc_is_split_by_sector_and_its_past_stays_one(reformed: object) -> None:
    counts = [children_of(unit(code).pk).count() for code in (reform.OFFICES, reform.GOVERNMENT)]
    assert counts == [19, 79]
    found = placements([unit("HG-DUK").pk, unit("HG").pk, unit("HG-048").pk])
    assert [
        (found[unit(code).pk].unit_id, found[unit(code).pk].kind) for code in ("HG-DUK", "HG", "HG-048")
    ] == [
        (unit("CT").pk, PlacementKind.SPLIT),
        (unit("CT").pk, PlacementKind.RECEIVED),
        (unit("HG-048").pk, PlacementKind.SAME),
    ]
    shares = [
        total(Collection.objects.get(code="BCQ-2020Q4"), unit(code), view=TreeView.RESTATED).accepted_reports
        for code in (reform.OFFICES, reform.GOVERNMENT)
    ]
    assert shares == [19, 79]


def test_the_tree_is_sound_and_its_days_are_those_of_the_reform(reformed: object) -> None:
    assert disagreements() == []
    events = UnitEvent.objects.exclude(kind="establish").values_list("kind", "effective_on")
    assert list(events) == [("split", date(2025, 2, 10)), ("merge", date(2025, 7, 1))]
    assert not children_of(unit("HG").pk, reform.MERGED_ON - timedelta(days=1)).filter(code="HG-DUK").exists()


def test_a_second_telling_changes_nothing(reformed: object) -> None:
    counts = [model.objects.count() for model in (Unit, UnitEvent, Collection)]
    assert reform.reform() is False
    assert [model.objects.count() for model in (Unit, UnitEvent, Collection)] == counts


def test_who_received_the_province_opens_the_totals_of_then(reformed: object, client: Client) -> None:
    from lantoa.accounts.models import User

    client.force_login(User.objects.get(username="lanhdao.cantho"))
    then = client.get("/bao-cao/BCQ-2020Q4/")
    now = client.get("/bao-cao/BCQ-2020Q4/?don-vi=CT&cay=hien-nay")
    assert (then.status_code, now.status_code) == (200, 200)
    assert "Như đã báo cáo, trên cây tổ chức ngày 31/12/2020." in then.content.decode()
    assert "98 đơn vị đã đổi cấp trên, nhập hoặc tách." in then.content.decode()
    assert "Theo cây tổ chức ngày 06/8/2025." in now.content.decode()
    assert client.get("/bao-cao/BCQ-2020Q4/HG-048/").status_code == 200
