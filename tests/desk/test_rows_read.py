"""What units below owe is told on the desk from as many rows at 2,000 units as at 20: it is kept as numbers, by branch."""

import uuid
from datetime import date

import pytest
from django.db import connection

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.desk.queries.duties import to_confirm
from lantoa.desk.queries.reports import to_accept
from lantoa.desk.queries.stuck import late_receipts, late_reports, late_tasks
from lantoa.desk.queries.waiting import reports_asked, tasks_given, versions_issued
from lantoa.directives.models import Receipt
from lantoa.duties.models import DutyCount
from lantoa.duties.queries import differences
from lantoa.organisation.models import Ancestry, Unit, UnitVersion
from lantoa.reporting.models import Obligation
from lantoa.tasks.models import Task
from lantoa.tasks.services import NewTask, give_to_all
from tests.cast import SINCE, TODAY, Cast
from tests.directives.issuing_world import directive_of, issued
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


def owing(cast: Cast, count: int) -> None:
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
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# What tells of all units below, each by one number a branch.
TOLD = (late_tasks, late_receipts, late_reports)
ASKED = (to_confirm, to_accept, tasks_given, versions_issued, reports_asked)


@pytest.mark.parametrize("role", ["propaganda_officer", "province_lead"])
def test_what_is_open_below_is_told_by_as_many_rows_of_2000_units_as_of_20(cast: Cast, role: str) -> None:
    few, told_of_few = _read_of(cast, role, 20)
    many, told_of_many = _read_of(cast, role, 2000)
    assert many.statements == few.statements
    # Fewer where so small a table is gone through that an index costs more.
    assert [(less, more) for less, more in zip(few.rows, many.rows, strict=True) if more > less] == []
    assert told_of_few != told_of_many


def _read_of(cast: Cast, role: str, count: int) -> tuple[Read, list[str]]:
    with undone():
        owing(cast, count)
        assert differences() == []
        assert DutyCount.objects.count() < 30
        user = User.objects.get(pk=getattr(cast, role).pk)
        with clock.set_to(LATER), rows_read() as read:
            told = [str(matter) for provider in TOLD for matter in provider(user, clock.now())]
            told += [str(one) for asked in ASKED for one in asked(user, clock.today())]
        return read, told
