"""What units below owe is told on the desk from as many rows at 2,000 units as at 50: it is kept as numbers, by branch;
what one's own unit owes is found by its own rows, and what waits for one's word is kept as numbers too."""

import uuid
from collections.abc import Sequence
from copy import copy
from datetime import date
from typing import Any

import pytest
from django.db import models

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.desk.queries import spreading
from lantoa.desk.queries.home import home_of
from lantoa.directives.models import Receipt
from lantoa.duties.models import DutyCount
from lantoa.duties.queries import differences
from lantoa.organisation.models import Ancestry, HandOver, Unit, UnitEvent, UnitVersion
from lantoa.organisation.services.statistics import refresh_statistics
from lantoa.practices.models import Adoption, PracticeYear, ReplicationOrderUnit
from lantoa.reporting.models import Obligation
from lantoa.tasks.models import Task
from lantoa.tasks.services import NewTask, give_to_all
from tests.cast import SINCE, TODAY, Cast
from tests.directives.issuing_world import directive_of, issued
from tests.issues import world as issues
from tests.practices.world import applied, make_world
from tests.reporting import world as reports
from tests.reporting.test_two_views import undone
from tests.rows_read import Read, rows_read
from tests.tasks.world import given

LATER = date(2021, 4, 23)  # all is late


def grown(cast: Cast, count: int) -> list[uuid.UUID]:
    """So many cells below the hospital, written at once."""
    kind = UnitVersion.objects.get(unit=cast.department).kind
    units = Unit.objects.bulk_create(Unit(code=f"CB{n:05d}", position=n) for n in range(count))
    UnitVersion.objects.bulk_create(
        UnitVersion(
            unit=one,
            valid=(SINCE, None),
            name=one.code,
            short_name=one.code,
            kind=kind,
            parent=cast.hospital,
            search_key=one.code.lower(),
        )
        for one in units
    )
    above = [(cast.hospital, 1), (cast.bloc, 2), (cast.province, 3)]
    Ancestry.objects.bulk_create(
        Ancestry(ancestor=ancestor, descendant=one, depth=depth, valid=(SINCE, None))
        for one in units
        for ancestor, depth in [(one, 0), *above]
    )
    return [one.pk for one in units]


def owing(cast: Cast, count: int) -> list[uuid.UUID]:
    """All units owe a task, a reading and a report; some have done it."""
    more = grown(cast, count)
    quarter = reports.story(cast)
    issuing = issued(cast, directive_of(cast))
    given(cast, cast.units())
    Obligation.objects.bulk_create(
        Obligation(
            collection=quarter,
            unit_id=one,
            report_state=("submitted", "returned", "draft", "accepted")[n % 4],
        )
        for n, one in enumerate(more)
    )
    Receipt.objects.bulk_create(
        Receipt(version=issuing.version, issuing=issuing, unit_id=one, due_on=issuing.due_on) for one in more
    )
    Receipt.objects.filter(unit__in=more[::2]).update(
        acknowledged_at=clock.now(), post="Bí thư", way="screen"
    )
    task = NewTask("Rà soát quy chế", date(2021, 4, 20))
    give_to_all(asker=cast.bloc, units=more, task=task, batch=uuid.uuid4(), day=TODAY)
    Task.objects.filter(unit__in=more[::3]).update(state="waiting", reported_at=clock.now())
    return more


def like(one: Any, units: Sequence[uuid.UUID], **changes: Any) -> list[Any]:
    """For each of the units a row as this one is."""
    made = []
    for n, unit in enumerate(units):
        other = copy(one)
        other.pk, other.unit_id, other._state = uuid.uuid4(), unit, models.base.ModelState()
        for name, value in changes.items():
            setattr(other, name, value)
        if hasattr(one, "code"):
            other.code = f"{one.code}-{n}"
        made.append(other)
    return type(one).objects.bulk_create(made)


def having(cast: Cast, more: list[uuid.UUID]) -> None:
    """All units have a practice and a result that wait, an issue, and lists to hand over; readings were taken up higher."""
    world = make_world(cast)
    practice = world.practice(cast.hospital)
    order = world.order([practice], [cast.office, cast.department])
    world.answers(order, applied(practice, cast.department))
    ReplicationOrderUnit.objects.bulk_create(ReplicationOrderUnit(order=order, unit_id=one) for one in more)
    like(Adoption.objects.get(), more)
    practices = like(practice, more)
    PracticeYear.objects.bulk_create(
        PracticeYear(practice=one, year=2021, origin="new", state="registered") for one in practices
    )
    issues.everybody_is_many(cast)
    like(issues.raised(cast), more, owner_id=cast.department.pk)
    event = UnitEvent.objects.order_by("pk")[0]
    HandOver.objects.bulk_create(
        HandOver(
            code=f"BG-{n}",
            event=event,
            giver_id=one,
            receiver=cast.hospital,
            effective_on=SINCE,
            state="preparing",
        )
        for n, one in enumerate(more)
    )
    Receipt.objects.filter(unit__in=more[1::2]).update(reminded_at=clock.now(), escalated_at=clock.now())


ROLES = ("propaganda_officer", "province_lead", "inspector", "hospital_head", "outsider", "unit_reporter")
NO_GROWTH = 150  # rows of a statement: on a table of a few pages an index is not always the way


def test_the_home_page_is_told_by_as_many_rows_of_2000_units_as_of_50(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "MOST_DOTS", 20)
    few, many = _read_of(cast, 50), _read_of(cast, 2000)
    for role in ROLES:
        assert many[role][0].statements == few[role][0].statements, role
        pairs = zip(few[role][0].statements, few[role][0].rows, many[role][0].rows, strict=True)
        grown = [(less, more, sql) for sql, less, more in pairs if more > max(less, NO_GROWTH)]
        assert grown == [], role
    assert few["province_lead"][1] != many["province_lead"][1]


def _read_of(cast: Cast, count: int) -> dict[str, tuple[Read, str]]:
    """Role → what its page reads, and what it tells of those below."""
    found = {}
    with undone():
        having(cast, owing(cast, count))
        refresh_statistics()
        assert differences() == []
        assert DutyCount.objects.count() < 40
        for role in ROLES:
            user = User.objects.get(pk=getattr(cast, role).pk)
            with clock.set_to(LATER), rows_read() as read:
                home = home_of(user)
            found[role] = (read, f"{home.stuck} {home.waits}")
    return found
