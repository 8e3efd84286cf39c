"""Notices stand or fall with what they tell, reach each person once, and never more than they may read."""

import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lantoa.accounts.models import User
from lantoa.core.actor import SYSTEM
from lantoa.core.reference import Reference
from lantoa.notifications import kinds
from lantoa.notifications.choices import Way
from lantoa.notifications.models import Holiday, Notice, Preference
from lantoa.notifications.services import Told, notify, notify_each, notify_rows
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit
from lantoa.reporting.models import Obligation
from lantoa.reporting.services.submissions import accept, send_back
from tests.cast import Cast
from tests.reporting.world import story, waiting

ABOUT = Reference("reporting.submission", uuid.UUID(int=7))


def told(kind: str = "report_returned") -> list[str]:
    rows = Notice.objects.filter(kind=kind).values_list("receiver__username", flat=True)
    return sorted(rows)


def test_returned_report_is_told_to_who_holds_the_kinds_roles(cast: Cast) -> None:
    report = waiting(story(cast), cast.office, cast.unit_head)
    send_back(actor=cast.propaganda_officer, submission=report, reason="Xem lại")
    assert told("report_returned") == ["unit.head", "unit.reporter"]
    notice = Notice.objects.filter(receiver=cast.unit_reporter, kind="report_returned").get()
    assert (notice.kind, notice.number, notice.subject_id) == ("report_returned", "BCQ-2021Q1", report.pk)


def test_accepted_reports_are_told_with_the_acceptance(cast: Cast) -> None:
    report = waiting(story(cast), cast.office, cast.unit_head)
    accept(actor=cast.propaganda_officer, submission=report)
    assert told("report_accepted") == ["unit.head", "unit.reporter"]


def test_notices_fall_with_the_change(cast: Cast) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        notify(actor=SYSTEM, kind="report_returned", about=ABOUT, to_units=[cast.office])
        raise RuntimeError
    assert told() == []


def test_who_acts_and_closed_accounts_are_not_told(cast: Cast) -> None:
    User.objects.filter(pk=cast.unit_reporter.pk).update(is_active=False)
    notify(actor=cast.unit_head, kind="report_returned", about=ABOUT, to_units=[cast.office, cast.hospital])
    assert told() == ["hospital.head", "outsider"]


def test_people_are_told_themselves(cast: Cast) -> None:
    people = [cast.inspector, cast.auditor]
    assert notify(actor=SYSTEM, kind="report_returned", about=ABOUT, to_people=people) == 2
    assert told() == ["auditor", "inspector"]


def test_occasion_is_told_once_and_another_again(cast: Cast) -> None:
    counts = [
        notify(actor=SYSTEM, kind="report_returned", about=ABOUT, to_units=[cast.office], occasion=occasion)
        for occasion in ("+1 2021-04-10", "+1 2021-04-10", "+3 2021-04-10", "", "")
    ]
    assert counts == [2, 0, 2, 2, 2]


def test_many_units_take_as_many_statements_as_one(cast: Cast) -> None:
    def taken(units: object) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            notify(actor=SYSTEM, kind="report_returned", about=ABOUT, to_units=units)  # type: ignore[arg-type]
        return len([one for one in seen if "SAVEPOINT" not in one["sql"]])

    assert [taken([cast.office]), taken(cast.units()), taken(Unit.objects.all())] == [1, 1, 1]
    assert Notice.objects.count() == 2 + 4 + 4


def test_each_unit_is_told_of_its_own_thing(cast: Cast) -> None:
    pairs = [Told(uuid.UUID(int=n), f"NV-{n}", unit.pk) for n, unit in enumerate(cast.units())]
    assert notify_each(actor=SYSTEM, kind="report_returned", subject_kind="tasks.task", told=pairs) == 4
    found = Notice.objects.values_list("receiver__username", "number").order_by("receiver__username")
    assert list(found) == [
        ("hospital.head", "NV-1"),
        ("outsider", "NV-1"),
        ("unit.head", "NV-0"),
        ("unit.reporter", "NV-0"),
    ]
    assert notify_each(actor=SYSTEM, kind="report_returned", subject_kind="tasks.task", told=[]) == 0


def test_rows_stay_in_the_database(cast: Cast) -> None:
    collection = story(cast)
    Notice.objects.all().delete()  # that they were asked
    owed = Obligation.objects.filter(collection=collection)
    rows = owed.values_list("pk", "collection__code", "unit", "collection__period_end")

    def taken(rows: object) -> int:
        return notify_rows(
            actor=SYSTEM,
            kind="report_returned",
            subject_kind="reporting.obligation",
            rows=rows,  # type: ignore[arg-type]
            occasion="+1",
            roles=[Role.REPORTER],
        )

    assert [taken(rows.none()), taken(rows), taken(rows)] == [0, 2, 0]
    assert told() == ["outsider", "unit.reporter"]
    assert set(Notice.objects.values_list("due_on", flat=True)) == {collection.period_end}
    assert notify(actor=SYSTEM, kind="report_returned", about=ABOUT, to_units=Unit.objects.none()) == 0


@pytest.mark.parametrize(
    ("email", "chosen", "server", "way"),
    [
        ("a@example.org", None, "smtp://127.0.0.1:1", Way.ONCE),
        ("a@example.org", Way.DIGEST, "smtp://127.0.0.1:1", Way.DIGEST),
        ("a@example.org", Way.APP, "smtp://127.0.0.1:1", Way.APP),
        ("", None, "smtp://127.0.0.1:1", Way.APP),
        ("a@example.org", None, "", Way.APP),
    ],
)
def test_way_is_what_the_person_chose_where_mail_can_reach_them(
    cast: Cast, settings: object, email: str, chosen: Way | None, server: str, way: Way
) -> None:
    settings.SMTP = server or None  # type: ignore[attr-defined]
    User.objects.filter(pk=cast.unit_head.pk).update(email=email)
    if chosen:
        Preference.objects.create(owner=cast.unit_head, kind="report_returned", way=chosen)
    notify(actor=SYSTEM, kind="report_returned", about=ABOUT, to_people=[cast.unit_head])
    assert Notice.objects.get().way == way


def test_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="report_returned is registered twice"):
        kinds.register(kinds.KINDS["report_returned"])


def test_only_what_may_be_opened_has_an_address(cast: Cast) -> None:
    report = waiting(story(cast), cast.office, cast.unit_head)
    wanted = [
        ("report_returned", "reporting.submission", report.pk),
        ("report_returned", "reporting.submission", uuid.UUID(int=1)),
        ("of_no_room", "reporting.submission", report.pk),
        ("report_returned", "of.nothing", report.pk),
    ]
    address = "/bao-cao/BCQ-2021Q1/VPTU/"
    assert kinds.addresses(cast.unit_head, wanted) == {("report_returned", report.pk): address}
    assert kinds.addresses(cast.outsider, wanted) == {}


def test_days_off_of_2021_stand_as_the_law_has_them(db: None) -> None:
    days = Holiday.objects.filter(day__year=2021).values_list("day", flat=True)
    assert [f"{day:%d/%m}" for day in days] == [
        "01/01",
        *("11/02", "12/02", "13/02", "14/02", "15/02", "16/02", "17/02"),
        "21/04",
        *("30/04", "01/05", "03/05"),
        *("02/09", "03/09"),
    ]
