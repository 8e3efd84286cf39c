"""Submissions: the gatekeeper, the latest and the counted one, what stood in earlier periods."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.audit.queries import history_of
from lantoa.core import clock
from lantoa.core.errors import Forbidden, NotFound
from lantoa.core.periods import Period
from lantoa.core.vi_dates import format_moment
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.lineage import past_units_in_scope
from lantoa.organisation.queries.units import short_name_on
from lantoa.reporting.checks import written
from lantoa.reporting.choices import READABLE_ABOVE, ObligationState, SubmissionState
from lantoa.reporting.models import Collection, Line, Obligation, Submission, SubmissionText
from lantoa.reporting.permissions import deciding_rule
from lantoa.reporting.queries.sheets import Shape, versions_with

NO_UNIT = uuid.UUID(int=0)


@dataclass(frozen=True)
class Report:
    """What one person may see of a unit's report: the obligation and the version that is shown."""

    obligation: Obligation
    submission: Submission
    own: bool  # the reader enters or sends for this unit

    @property
    def unit(self) -> Unit:
        return self.obligation.unit

    @property
    def unit_name(self) -> str:
        """As it was when the report was accepted; else as it is today."""
        today = getattr(self.obligation, "unit_name", None)
        return self.submission.short_name_then or str(today or self.obligation.unit.code)

    @property
    def collection(self) -> Collection:
        return self.obligation.collection


def get_report(user: User, collection_code: str, unit_code: str) -> Report:
    """The report of a unit as this person may see it.

    NotFound outside one's scope, in which also lies what stood below one's units in the period, and the past of what they have
    received since. Superiors see the last version that was sent; while nothing was sent (or the
    figures are
    back with the unit) they are refused with the reason, and nobody is shown a draft of another unit.
    """
    asked = (
        Obligation.objects.select_related("unit", "collection__sheet_version__sheet", "collection__owner")
        .annotate(unit_name=short_name_on("unit"))
        .filter(collection__code=collection_code, unit__code=unit_code)
    )
    scope = access.units_in_scope(user, "submission.read")
    obligation = asked.filter(unit__in=scope.values("pk")).first() or _past_obligation(user, asked)
    if obligation is None:
        raise NotFound()
    versions = (
        Submission.objects.select_related(
            "unit", "collection", "saved_by", "submitted_by", "decided_by", "handed_by"
        )
        .filter(collection=obligation.collection, unit=obligation.unit)
        .exclude(state=SubmissionState.WITHDRAWN)
        .order_by("-version_number")
    )
    own = access.holds(user, "submission.read_draft", obligation.unit)
    if not own:
        versions = versions.filter(state__in=[*READABLE_ABOVE])
    submission = versions.first()
    if submission is None:
        if obligation.state == ObligationState.EXEMPT:
            raise Forbidden(_("Đơn vị được miễn báo cáo kỳ này: %(reason)s") % {"reason": obligation.reason})
        recalled = _recalled(obligation)
        if recalled is not None:
            sentence = _(
                "Đơn vị đã thu hồi báo cáo này lúc %(at)s để sửa: %(reason)s. Số liệu xem được sau khi đơn vị gửi lại."
            )
            words = {"at": format_moment(recalled[0]), "reason": recalled[1].rstrip(".")}
            raise Forbidden(sentence % words)
        raise Forbidden(_("Đơn vị chưa gửi báo cáo này. Số liệu chỉ xem được sau khi đơn vị gửi."))
    # The same objects, so that a page reads them once.
    submission.collection, submission.unit = obligation.collection, obligation.unit
    return Report(obligation, submission, own)


def _recalled(obligation: Obligation) -> tuple[datetime, str] | None:
    """When and why the unit took its report back, while it has not sent it again."""
    rows = Submission.objects.filter(
        collection=obligation.collection_id,
        unit=obligation.unit_id,
        is_latest=True,
        recalled_at__isnull=False,
    )
    found = rows.first()
    return (found.recalled_at, found.recall_reason) if found and found.recalled_at else None


def _past_obligation(user: User, asked: QuerySet[Obligation]) -> Obligation | None:
    """The obligation, if the person may read what is past of its unit. As many statements for one that does not exist."""
    found = asked.first()
    day = found.collection.tree_day if found else clock.today()
    scope = past_units_in_scope(user, "submission.read", day)
    is_theirs = scope.filter(pk=found.unit_id if found else NO_UNIT).exists()
    return found if is_theirs else None


def takes(submission: Submission) -> bool:
    """Whether the collection takes anything more from the unit now: it is open, or more time was agreed.

    An amendment mends what is on record, and is taken always.
    """
    collection, now = submission.collection, clock.now()
    if collection.is_open or submission.is_amendment:
        return True
    late = Obligation.objects.filter(
        collection=collection,
        unit=submission.unit_id,
        state=ObligationState.LATE_AGREED,
        agreed_until__gt=now,
    )
    return now >= collection.opens_at and late.exists()


def counted() -> Q:
    """Which submissions count in totals."""
    return Q(state=SubmissionState.ACCEPTED, superseded_at__isnull=True)


def texts_of(submission: Submission) -> dict[uuid.UUID, str]:
    """Narrative → text."""
    return dict(SubmissionText.objects.filter(submission=submission).values_list("narrative_id", "text"))


def past_values(
    shape: Shape, unit_id: uuid.UUID, periods: Sequence[Period]
) -> dict[str, dict[str, Decimal | None]]:
    """Period code → indicator code → accepted figure, for earlier periods of the same sheet in any of its
    versions.
    """
    rows = Submission.objects.filter(
        counted(),
        unit=unit_id,
        collection__period_code__in=[period.code for period in periods],
        collection__sheet_version__sheet=shape.version.sheet_id,
    ).values_list("collection__period_code", "collection__sheet_version_id", "values")
    found: dict[str, dict[str, Decimal | None]] = {}
    places = places_of(shape, {version_id for _period, version_id, _values in rows})
    for code, version_id, values in rows:
        found[code] = {
            name: values[place] for name, place in places[version_id].items() if place < len(values)
        }
    return found


def places_of(shape: Shape, version_ids: set[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """Version → indicator code → position. The shown version is at hand; older ones are asked for
    together.
    """
    own = {line.indicator.code: line.position for line in shape.lines}
    places = {shape.version.pk: own}
    other = version_ids - {shape.version.pk}
    if other:
        lines = Line.objects.filter(version__in=other).values_list(
            "version_id", "indicator__code", "position"
        )
        for version_id, code, position in lines:
            places.setdefault(version_id, {})[code] = position
    return places


@dataclass(frozen=True)
class Point:
    period: Period
    value: Decimal | None


def unit_series(unit_id: uuid.UUID, indicator_code: str, until: Period, length: int = 9) -> list[Point]:
    """The accepted figures of a unit over the `length` periods that end with `until`, oldest first; None
    where none.
    """
    periods = [until]
    while len(periods) < length:
        periods.insert(0, periods[0].previous)
    places = {line.version_id: line.position for line in versions_with(indicator_code)}
    rows = Submission.objects.filter(
        counted(),
        unit=unit_id,
        collection__period_code__in=[period.code for period in periods],
        collection__sheet_version__in=list(places),
    ).values_list("collection__period_code", "collection__sheet_version_id", "values")
    found = {code: values[places[version_id]] for code, version_id, values in rows}
    return [Point(period, found.get(period.code)) for period in periods]


@dataclass(frozen=True)
class CellChange:
    at: datetime
    who: str
    before: str | None
    after: str | None


def history_of_line(submission: Submission, indicator_code: str, limit: int = 6) -> list[CellChange]:
    """Who changed one figure of a report, newest first."""
    rows = _changes_of(submission).filter(content__after__has_key=indicator_code)[:limit]
    return [
        CellChange(
            row.at,
            row.actor_label,
            _as_read(row.before.get(indicator_code)),
            _as_read(row.after[indicator_code]),
        )
        for row in rows
    ]


def _as_read(recorded: object) -> str | None:
    """A plain figure was recorded as a number, one with its word as it was read."""
    if recorded is None:
        return None
    try:
        return written(Decimal(str(recorded)))
    except InvalidOperation:
        return str(recorded)


Change = tuple[datetime | None, str, uuid.UUID | None]
UNKNOWN_CHANGE: Change = (None, "", None)


def last_change(submission: Submission, indicator_code: str) -> Change:
    """When and by whom one cell was last changed, by name and by account; empty where nobody typed it."""
    return _change(_changes_of(submission).filter(content__after__has_key=indicator_code))


def last_text_change(submission: Submission, position: int) -> Change:
    """The same for the text of a narrative."""
    return _change(_changes_of(submission).filter(content__after__texts__contains=[position]))


def last_confirmation(submission: Submission, indicator_code: str) -> Change:
    """The same for the register's figure that stands confirmed at a line."""
    return _change(_changes_of(submission).filter(content__after__confirmed__has_key=indicator_code))


def _change(rows: QuerySet[Entry]) -> Change:
    row = rows.first()
    return (row.at, row.actor_label, row.actor_id) if row else UNKNOWN_CHANGE


def _changes_of(submission: Submission) -> QuerySet[Entry]:
    return history_of("reporting.submission", submission.pk).filter(act="submission.saved")


def next_waiting(user: User, collection: Collection, after: Unit | None = None) -> Submission | None:
    """The next report of the collection that waits for a decision this person may take, in official order."""
    scope = access.units_in_scope(user, "submission.accept")
    waiting = (
        Submission.objects.select_related("unit")
        .filter(
            collection=collection,
            is_latest=True,
            state=SubmissionState.SUBMITTED,
            unit__in=scope.values("pk"),
        )
        .order_by("unit__position", "unit__code")
    )
    mine = list(filter(deciding_rule(user), waiting))
    if after is not None:
        place = (after.position, after.code)
        later = [one for one in mine if (one.unit.position, one.unit.code) > place]
        mine = later or [one for one in mine if one.unit_id != after.pk]
    return mine[0] if mine else None


def waiting_count(user: User, collection: Collection) -> int:
    """How many reports of the collection wait within this person's scope of accepting."""
    scope = access.units_in_scope(user, "submission.accept")
    return Submission.objects.filter(
        collection=collection, is_latest=True, state=SubmissionState.SUBMITTED, unit__in=scope.values("pk")
    ).count()
