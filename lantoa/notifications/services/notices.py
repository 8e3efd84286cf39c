"""Tell people: rows in the transaction of the change that is told, one statement however many they are."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.reference import Reference
from lantoa.notifications.kinds import KINDS
from lantoa.notifications.models import Notice
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit

# `told` gives (subject_id, number, unit_id or receiver_id, due_on), `receivers` whom each row of it reaches. A person who holds
# two roles of the unit is told once; who did it is not told.
_INSERT = """
WITH told (subject_id, number, target_id, due_on) AS ({told}),
made AS (
    INSERT INTO notifications_notice
        (id, receiver_id, kind, subject_kind, subject_id, number, due_on, occasion, made_at, way)
    SELECT gen_random_uuid(), one.receiver_id, %s, %s, one.subject_id, one.number, one.due_on, %s, %s,
        CASE WHEN account.email = '' OR NOT %s THEN 'app' ELSE COALESCE(chosen.way, %s) END
    FROM (SELECT DISTINCT ON (receiver_id, subject_id) * FROM ({receivers}) reached ORDER BY receiver_id, subject_id) one
    JOIN accounts_user account ON account.id = one.receiver_id AND account.is_active
    LEFT JOIN notifications_preference chosen ON chosen.owner_id = account.id AND chosen.kind = %s
    WHERE account.id IS DISTINCT FROM %s
    ON CONFLICT (receiver_id, kind, subject_id, occasion) DO NOTHING
    RETURNING 1
)
SELECT count(*) FROM made
"""
_OF_UNITS = """
SELECT person.user_id AS receiver_id, told.subject_id, told.number, told.due_on
FROM told
JOIN organisation_roleassignment held ON held.unit_id = told.target_id AND held.role = ANY(%s) AND held.valid @> %s::date
JOIN organisation_person person ON person.id = held.person_id AND person.user_id IS NOT NULL
"""
_THEMSELVES = "SELECT told.target_id AS receiver_id, told.subject_id, told.number, told.due_on FROM told"


@dataclass(frozen=True)
class Told:
    """One thing of many, and the unit whose people are told of it."""

    about: uuid.UUID
    number: str
    unit: uuid.UUID


@transaction.atomic
def notify(
    *,
    actor: Actor,
    kind: str,
    about: Reference,
    number: str = "",
    to_units: QuerySet[Unit] | Collection[Unit] = (),
    to_people: Collection[User] = (),
    occasion: str = "",
    due_on: date | None = None,
) -> int:
    """Tell of one thing who holds one of the kind's roles on these units, and these people; how many were told.

    `number` leaves the house by mail: a number, never a title or a name. With `occasion` the same is told once, however often
    it is asked for; without, each call is an occasion. A queryset of units stays in the database: 300,000 units are one
    statement. Whoever acts is not told. Raises KeyError for a kind that no room has registered.
    """
    occasion = occasion or uuid.uuid4().hex
    same = (str(about.id), number, due_on)
    made = 0
    if to_people:
        told = "SELECT %s::uuid, %s::text, unnest(%s::uuid[]), %s::date"
        ids = [one.pk for one in to_people]
        made += _insert(actor, kind, about.kind, told, [same[0], number, ids, due_on], occasion, people=True)
    if isinstance(to_units, QuerySet):
        try:
            inner, parameters = to_units.order_by().values_list("pk").query.sql_with_params()
        except EmptyResultSet:  # Django knows that there are none
            return made
        told = f"SELECT %s::uuid, %s::text, unit.id, %s::date FROM ({inner}) unit (id)"  # noqa: S608 - Django's own statement
        made += _insert(actor, kind, about.kind, told, [*same, *parameters], occasion)
    elif to_units:
        told = "SELECT %s::uuid, %s::text, unnest(%s::uuid[]), %s::date"
        ids = [one.pk for one in to_units]
        made += _insert(actor, kind, about.kind, told, [same[0], number, ids, due_on], occasion)
    return made


@transaction.atomic
def notify_each(
    *, actor: Actor, kind: str, subject_kind: str, told: Sequence[Told], occasion: str = ""
) -> int:
    """Tell of many things of one kind the people of one unit each, in one statement; how many were told."""
    if not told:
        return 0
    source = "SELECT *, NULL::date FROM unnest(%s::uuid[], %s::text[], %s::uuid[])"
    columns = [[one.about for one in told], [one.number for one in told], [one.unit for one in told]]
    return _insert(actor, kind, subject_kind, source, columns, occasion or uuid.uuid4().hex)


@transaction.atomic
def notify_rows(
    *,
    actor: Actor,
    kind: str,
    subject_kind: str,
    rows: QuerySet[Any, Any],
    occasion: str = "",
    roles: Collection[Role] | None = None,
    people: bool = False,
) -> int:
    """As `notify_each`, of rows that stay in the database: `rows` is a `values_list` of (identity, number, unit, due day or
    None). `roles` in place of the kind's own, where a step of the ladder says so. With `people` the third is the account of the
    one who is told, in place of a unit."""
    try:
        source, parameters = rows.query.sql_with_params()
    except EmptyResultSet:  # Django knows that there are none
        return 0
    return _insert(
        actor,
        kind,
        subject_kind,
        source,
        parameters,
        occasion or uuid.uuid4().hex,
        people=people,
        roles=roles,
    )


def _insert(
    actor: Actor,
    kind: str,
    subject_kind: str,
    told: str,
    parameters: Sequence[Any],
    occasion: str,
    *,
    people: bool = False,
    roles: Collection[Role] | None = None,
) -> int:
    meant = KINDS[kind]
    whom: list[Any] = []
    if not people:
        whom = [[str(role) for role in (meant.roles if roles is None else roles)], clock.today()]
    sql = _INSERT.format(told=told, receivers=_THEMSELVES if people else _OF_UNITS)
    fixed: list[Any] = [kind, subject_kind, occasion, clock.now(), bool(settings.SMTP), str(meant.way)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, *fixed, *whom, kind, actor.actor_id])
        return int(cursor.fetchone()[0])


@transaction.atomic
def read_notice(*, actor: User, notice: Notice) -> None:
    """The person has opened it; what is read is not mailed any more."""
    Notice.objects.filter(pk=notice.pk, receiver=actor, read_at=None).update(read_at=clock.now())


@transaction.atomic
def read_day(*, actor: User, kind: str, day: date, until: datetime) -> int:
    """The person's notices of one kind and day (in Viet Nam) made until the page was opened; how many were unread."""
    first, last = clock.instant(day, 0), clock.instant(day + timedelta(days=1), 0)
    rows = Notice.objects.filter(receiver=actor, read_at=None, kind=kind, made_at__lte=until)
    return rows.filter(made_at__gte=first, made_at__lt=last).update(read_at=clock.now())


@transaction.atomic
def read_all(*, actor: User, until: datetime) -> int:
    """All of the person's notices made until the page was opened; how many were unread."""
    return Notice.objects.filter(receiver=actor, read_at=None, made_at__lte=until).update(read_at=clock.now())
