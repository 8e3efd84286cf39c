"""Commendation on the desk: nominations that came back, those to be examined, those to be decided on, a unit's awards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lantoa.accounts.models import User
from lantoa.commendation.choices import NominationState
from lantoa.commendation.models import Nomination, Round
from lantoa.commendation.queries import revocations_to_sign
from lantoa.core.vi_numbers import format_count
from lantoa.desk.addresses import address
from lantoa.desk.queries.reports import late_badge
from lantoa.desk.queries.stuck import asked_for
from lantoa.desk.queries.tasks import Task, provide
from lantoa.duties.queries import as_matter, waiting_anywhere, waiting_below
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.ui.badges import BADGES

KIND = gettext_lazy("Khen thưởng")
ICON = "commendation"


@provide
def returned(user: User, today: date) -> Iterator[Task]:
    """Nominations of one's unit that came back. One statement."""
    if not access.holds_somewhere(user, "nomination.edit"):
        return
    rows = Nomination.objects.filter(
        access.in_hands_of(access.units_in_scope(user, "nomination.edit")), state=NominationState.RETURNED
    ).select_related("round")
    for row in rows.order_by("round__closes_on", "full_name"):
        closes_on = row.round.closes_on
        badges = (
            (BADGES["returned"], late_badge(closes_on, today)) if closes_on < today else (BADGES["returned"],)
        )
        yield Task(
            KIND,
            ICON,
            _("Hồ sơ đề nghị khen %(name)s") % {"name": row.full_name},
            address("commendation:nomination", row.round.code, str(row.pk)) or _round(row.round),
            _("Sửa và gửi lại"),
            _("Lý do trả lại: “%(reason)s”") % {"reason": row.reason},
            closes_on,
            closes_on < today,
            badges,
        )


@provide
def to_examine(user: User, today: date) -> Iterator[Task]:
    """Rounds with nominations to be examined, from kept numbers. Two statements."""
    if not access.holds_somewhere(user, "nomination.examine"):
        return
    nodes = access.nodes_above(user, "nomination.examine")
    counts = waiting_below(nodes, "nomination").filter(standing=NominationState.SUBMITTED)
    waiting = dict(counts.order_by().values_list("matter").annotate(n=Sum("n")))
    for round_ in Round.objects.filter(pk__in=asked_for(waiting)).order_by("code"):
        n = waiting[str(round_.pk)]
        if not n:
            continue
        words = ngettext(
            "Xét %(count)s hồ sơ khen thưởng đang chờ", "Xét %(count)s hồ sơ khen thưởng đang chờ", n
        )
        count = {"count": format_count(n)}
        yield Task(KIND, ICON, words % count, _round(round_), _("Xét hồ sơ"), round_.title)


@provide
def to_decide(user: User, today: date) -> Iterator[Task]:
    """Rounds with proposals on which one's committee decides, from kept numbers. One statement."""
    if not access.holds_somewhere(user, "decision.issue"):
        return
    proposed = (
        waiting_anywhere("nomination")
        .filter(matter=as_matter(OuterRef("pk")), standing=NominationState.PROPOSED)
        .order_by()
        .values("matter")
    )
    rounds = Round.objects.filter(unit__in=access.units_in_scope(user, "decision.issue"))
    for round_ in (
        rounds.annotate(n=Subquery(proposed.annotate(n=Sum("n")).values("n")))
        .filter(n__gt=0)
        .order_by("code")
    ):
        n = round_.n
        words = ngettext(
            "Quyết định khen thưởng %(count)s hồ sơ được đề nghị",
            "Quyết định khen thưởng %(count)s hồ sơ được đề nghị",
            n,
        )
        count = {"count": format_count(n)}
        yield Task(KIND, ICON, words % count, _round(round_), _("Xem và quyết định"), round_.title)


@provide
def to_revoke(user: User, today: date) -> Iterator[Task]:
    """Certificates that somebody else wants taken back and that wait for one's signature. One statement."""
    if not access.holds_somewhere(user, "certificate.revoke"):
        return
    for row in revocations_to_sign(user):
        certificate = row.certificate
        yield Task(
            KIND,
            ICON,
            _("Đề nghị thu hồi giấy khen của %(receiver)s") % {"receiver": certificate.receiver_lines[0]},
            address("commendation:certificate", certificate.code),
            _("Xem và ký"),
            _("Lý do: “%(reason)s”") % {"reason": row.reason},
        )


def _round(round_: Round) -> str:
    return address("commendation:round", round_.code)


@dataclass(frozen=True)
class Award:
    """One award of a unit: who, in which round, by which decision (empty while no certificate is made)."""

    receiver: str
    round_title: str
    url: str
    decision: str
    decided_on: date | None
    revoked: bool


def awards_of(user: User, unit: Unit) -> list[Award] | None:
    """What a unit and its people were awarded, newest round first; None where the person may not read it. One statement."""
    if not access.holds(user, "nomination.read", unit):
        return None
    rows = (
        Nomination.objects.filter(unit=unit, state=NominationState.AWARDED)
        .select_related("round", "certificate__decision__document__type")
        .order_by("-round__opens_on", "subject", "full_name")
    )
    return [_award(row) for row in rows[:20]]


def _award(row: Nomination) -> Award:
    certificate = getattr(row, "certificate", None)
    document = certificate.decision.document if certificate else None
    return Award(
        row.full_name,
        row.round.title,
        _round(row.round),
        document.reference if document else "",
        document.issued_on if document else None,
        bool(certificate and certificate.revoked_on),
    )
