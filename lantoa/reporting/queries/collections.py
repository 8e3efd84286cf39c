"""Collections, who owes what in them, and how far they are."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit, UnitVersion
from lantoa.organisation.queries import lineage
from lantoa.organisation.queries.units import short_name_on
from lantoa.reporting.choices import WITH_UNIT, ObligationState, SubmissionState
from lantoa.reporting.models import Collection, Obligation, Submission
from lantoa.reporting.queries import placing


@dataclass(frozen=True)
class Counters:
    """How many units of a collection stand where; they add up to `owed`. `overdue` and `agreed` are parts
    of `unsent`.
    """

    owed: int
    unsent: int
    overdue: int
    agreed: int
    waiting: int
    returned: int
    accepted: int
    exempt: int


STATES_BY_NAME: dict[str, list[str]] = {
    "chua-gui": [SubmissionState.DRAFT, SubmissionState.HANDED],
    "cho-duyet": [SubmissionState.SUBMITTED],
    "tra-lai": [SubmissionState.RETURNED],
    "da-duyet": [SubmissionState.ACCEPTED],
}


def collection_by_id(pk: uuid.UUID) -> Collection:
    """For jobs; NotFound if there is none."""
    found = Collection.objects.select_related("sheet_version__sheet", "owner").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def collection_by_code(code: str) -> Collection:
    """For jobs and the command line; NotFound if there is none."""
    found = Collection.objects.select_related("sheet_version__sheet", "owner").filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def collections_visible_to(user: User) -> QuerySet[Collection]:
    """Those in which a unit of one's scope owes a report, and those that one's scope collects.

    What an ended unit collected or owed is seen by who has received it, or who had it below, too. The collections in which
    published figures count are seen with their publications only.
    """
    scope = lineage.past_units_in_scope(user, "collection.read")
    # Of the few units that collect, not of all units in scope, which may be a country.
    collecting = scope.filter(pk__in=Collection.objects.order_by().values("owner"))
    owing = Obligation.objects.filter(collection=OuterRef("pk"), unit__in=scope.values("pk"))
    collections = Collection.objects.select_related("sheet_version__sheet", "owner")
    return collections.filter(Q(owner__in=collecting.values("pk")) | Q(Exists(owing)), publication=None)


def get_collection(user: User, code: str) -> Collection:
    """NotFound for what is outside one's scope."""
    found = collections_visible_to(user).filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def owed_reports(obligations: QuerySet[Obligation]) -> QuerySet[Any]:
    """Annotate obligations: unit_name, submitted_at, decided_at, due, is_late; latest_state, amending; recalled_at and
    recall_reason while the unit has taken its report back.

    A report that was accepted stays accepted (`report_state`, kept with the duty) while its unit works on an amendment
    (`amending`, in `latest_state`); an amendment that has been sent waits.
    """
    latest = Submission.objects.filter(
        collection=OuterRef("collection"), unit=OuterRef("unit"), is_latest=True
    )
    unsent = [*WITH_UNIT]
    return obligations.select_related("unit", "collection").annotate(
        unit_name=short_name_on("unit"),
        latest_state=Coalesce(Subquery(latest.values("state")[:1]), Value(str(SubmissionState.DRAFT))),
        amending=Case(
            When(report_state=SubmissionState.ACCEPTED, latest_state__in=unsent, then=True), default=False
        ),
        submitted_at=Subquery(latest.values("submitted_at")[:1]),
        decided_at=Subquery(latest.values("decided_at")[:1]),
        recalled_at=Subquery(latest.values("recalled_at")[:1]),
        recall_reason=Subquery(latest.values("recall_reason")[:1]),
        due=Coalesce(F("agreed_until"), F("collection__due_at")),
        is_late=Case(
            When(
                Q(report_state__in=unsent, due__lt=clock.now()) & ~Q(state=ObligationState.EXEMPT), then=True
            ),
            default=False,
        ),
    )


# The duties under a node, each on one of two ways: where its report was accepted, else where its unit stands in the tree of the
# period. One after the other rather than by OR, which would look up every duty by itself.
STANDING_UNDER = """
    SELECT o.id FROM reporting_obligation o
    WHERE o.collection_id = %(collection)s AND %(node)s::uuid = ANY(o.counted_path)
    UNION ALL
    SELECT o.id FROM reporting_obligation o
    JOIN organisation_ancestry a ON a.descendant_id = o.unit_id AND a.ancestor_id = %(node)s AND a.valid @> %(day)s::date
    WHERE o.collection_id = %(collection)s AND o.counted_path IS NULL
"""


def obligations_under(
    collection: Collection, node: Unit, view: TreeView = TreeView.AS_REPORTED
) -> QuerySet[Obligation]:
    """The obligations of a node and of everything below it: where the accepted report says, else in the period's tree.

    Restated: those of the units whose past counts under the node on today's tree.
    """
    owed = Obligation.objects.filter(collection=collection)
    if view == TreeView.RESTATED:
        origins = "SELECT unit_id FROM reporting_obligation WHERE collection_id = %(collection)s"
        return owed.filter(unit__in=lineage.among(origins, node.pk, collection=collection.pk))
    if placing.is_whole(collection, node):
        return owed
    values = {"collection": collection.pk, "node": node.pk, "day": collection.tree_day}
    return owed.filter(pk__in=lineage.raw(STANDING_UNDER, values))


def counters(collection: Collection, node: Unit, view: TreeView = TreeView.AS_REPORTED) -> Counters:
    """Two statements."""
    owed = ~Q(state=ObligationState.EXEMPT)
    sent = [SubmissionState.SUBMITTED, SubmissionState.RETURNED, SubmissionState.ACCEPTED]
    unsent = owed & ~Q(report_state__in=sent)
    rows = obligations_under(collection, node, view)
    found = rows.annotate(due=Coalesce(F("agreed_until"), F("collection__due_at"))).aggregate(
        owed=Count("pk", filter=owed),
        unsent=Count("pk", filter=unsent),
        overdue=Count("pk", filter=unsent & Q(report_state__in=[*WITH_UNIT], due__lt=clock.now())),
        agreed=Count("pk", filter=unsent & Q(state=ObligationState.LATE_AGREED)),
        waiting=Count("pk", filter=owed & Q(report_state=SubmissionState.SUBMITTED)),
        returned=Count("pk", filter=owed & Q(report_state=SubmissionState.RETURNED)),
        accepted=Count("pk", filter=owed & Q(report_state=SubmissionState.ACCEPTED)),
        exempt=Count("pk", filter=Q(state=ObligationState.EXEMPT)),
    )
    return Counters(**found)


def list_owed(
    collection: Collection,
    node: Unit,
    *,
    state: str = "",
    search: str = "",
    view: TreeView = TreeView.AS_REPORTED,
) -> QuerySet[Any]:
    """The units list of a collection, in official order; `state` is a name of STATES_BY_NAME or «qua-han»."""
    rows = owed_reports(obligations_under(collection, node, view))
    if state == "qua-han":
        rows = rows.filter(is_late=True).exclude(report_state=SubmissionState.RETURNED)
    elif state == "mien":
        rows = rows.filter(state=ObligationState.EXEMPT)
    elif state in STATES_BY_NAME:
        rows = rows.filter(report_state__in=STATES_BY_NAME[state]).exclude(state=ObligationState.EXEMPT)
    else:
        rows = rows.exclude(state=ObligationState.EXEMPT)
    for word in folding_key(search).split():
        rows = rows.filter(unit__in=UnitVersion.objects.filter(search_key__contains=word).values("unit"))
    return rows.order_by("unit__position", "unit__code")


# What waits for the unit itself comes first, then by the time it is due.
URGENCY = {
    SubmissionState.RETURNED: 0,
    SubmissionState.HANDED: 1,
    SubmissionState.DRAFT: 1,
    SubmissionState.SUBMITTED: 2,
    SubmissionState.ACCEPTED: 3,
}


def owed_by(user: User, *, period: str = "", state: str = "") -> QuerySet[Any]:
    """What the units for which this person enters or sends owe: first what waits for them."""
    own = access.units_in_scope(user, "submission.edit")
    rows = owed_reports(
        Obligation.objects.filter(unit__in=own.values("pk"), collection__opens_at__lte=clock.now())
    )
    if period:
        rows = rows.filter(collection__period_code=period)
    if state == "qua-han":
        rows = rows.filter(is_late=True)
    elif state in STATES_BY_NAME:
        rows = rows.filter(report_state__in=STATES_BY_NAME[state]).exclude(state=ObligationState.EXEMPT)
    order = Case(
        *[When(latest_state=name, then=Value(place)) for name, place in URGENCY.items()],
        output_field=IntegerField(),
    )
    ordered: QuerySet[Any] = rows.annotate(urgency=order).order_by(
        "urgency", "-collection__period_end", "unit__code"
    )
    return ordered


def followed_by(user: User, *, period: str = "") -> QuerySet[Collection]:
    """All collections within sight, newest first, with `owed`, `waiting`, `accepted` counted."""
    return _with_progress(_of_period(collections_visible_to(user), period))


def _of_period(collections: QuerySet[Collection], period: str) -> QuerySet[Collection]:
    return collections.filter(period_code=period) if period else collections


def _with_progress(collections: QuerySet[Collection]) -> QuerySet[Collection]:
    def count(rows: QuerySet[Obligation]) -> Coalesce:
        by_collection = rows.filter(collection=OuterRef("pk")).order_by().values("collection")
        counted = by_collection.annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    duties = Obligation.objects.all()
    accepted = duties.filter(report_state=SubmissionState.ACCEPTED)
    amending = duties.filter(report_state=SubmissionState.SUBMITTED, counted_path__isnull=False)
    return (
        collections.select_related("sheet_version__sheet", "owner")
        .annotate(
            owed=count(duties.exclude(state=ObligationState.EXEMPT)),
            waiting=count(duties.filter(report_state=SubmissionState.SUBMITTED)),
            accepted=count(accepted) + count(amending),
        )
        .order_by("-period_end", "code")
    )


def periods_visible_to(user: User) -> list[str]:
    """The period codes of all collections within sight, newest first."""
    rows = collections_visible_to(user).order_by("-period_end", "period_code")
    return list(dict.fromkeys(rows.values_list("period_code", flat=True)))


def by_codes(codes: Iterable[str]) -> QuerySet[Collection]:
    """Collections by code, oldest first, for pages that open a number; the caller has checked the right to
    open it.
    """
    return Collection.objects.filter(code__in=list(codes)).order_by("period_start", "code")
