"""Practices on the desk: answers still missing, results due, what came back, what waits for staff."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.desk.addresses import address
from lantoa.desk.queries.reports import late_badge
from lantoa.desk.queries.stuck import MOST, Matter, asked_for, own_units, provide_stuck
from lantoa.desk.queries.tasks import Task, provide
from lantoa.duties.choices import Standing
from lantoa.duties.queries import asked_by, waiting_below
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.practices.choices import AdoptionState, Answer, YearState
from lantoa.practices.models import (
    Adoption,
    AdoptionCheck,
    PracticeYear,
    ReplicationOrder,
    ReplicationOrderUnit,
)
from lantoa.practices.queries.adoptions import BEST_FIRST, TAKEN_UP, standing_of
from lantoa.practices.queries.checks import owed
from lantoa.practices.queries.practices import years_visible_to
from lantoa.practices.queries.verification import how_many_wait_for
from lantoa.ui.badges import BADGES, Badge

KIND = gettext_lazy("Mô hình")
ICON = "practice"
HORIZON = timedelta(days=45)  # a result that is due later is not yet work
LATEST = 5
YEAR_BADGES: dict[str, Badge] = {
    YearState.DRAFT: BADGES["draft"],
    YearState.REGISTERED: Badge(YearState.REGISTERED.label, "waiting", "waiting"),
    YearState.RETURNED: BADGES["returned"],
    YearState.EFFECTIVE: Badge(YearState.EFFECTIVE.label, "done", "accepted"),
    YearState.RECOGNISED: Badge(YearState.RECOGNISED.label, "verified", "gold"),
    YearState.NOT_RECOGNISED: Badge(YearState.NOT_RECOGNISED.label, "minus", "unsent"),
    YearState.STOPPED: Badge(YearState.STOPPED.label, "close", "unsent"),
}


@provide
def answers_missing(user: User, today: date) -> Iterator[Task]:
    """Orders on whose practices one's unit has still to answer. One statement."""
    if not access.holds_somewhere(user, "adoption.answer"):
        return
    rows = ReplicationOrderUnit.objects.filter(
        access.in_hands_of(access.units_in_scope(user, "adoption.answer")), asked__gt=F("answered")
    ).select_related("order__booklet")
    for row in rows.order_by("order__answer_by"):
        order, is_late = row.order, row.order.answer_by < today
        counts = {"done": format_count(row.answered), "left": format_count(row.asked - row.answered)}
        words = ngettext(
            "Trả lời về %(count)s mô hình trong tập năm %(year)s",
            "Trả lời về %(count)s mô hình trong tập năm %(year)s",
            row.asked,
        )
        second = (
            _("Đã trả lời %(done)s mô hình, còn %(left)s. Mỗi mô hình một lựa chọn.") if row.answered else ""
        )
        yield Task(
            KIND,
            ICON,
            words % {"count": format_count(row.asked), "year": order.booklet.year},
            address("practices:answers", order.code),
            _("Trả lời tiếp") if row.answered else _("Trả lời"),
            second % counts if second else _("Chưa trả lời mô hình nào. Mỗi mô hình một lựa chọn."),
            order.answer_by,
            is_late,
            (late_badge(order.answer_by, today),) if is_late else (),
            row.answered,
            row.asked,
        )


@provide
def results_due(user: User, today: date) -> Iterator[Task]:
    """Practices that one's unit planned to apply by now or soon, without a result. One statement."""
    if not access.holds_somewhere(user, "adoption.answer"):
        return
    rows = Adoption.objects.filter(
        access.in_hands_of(access.units_in_scope(user, "adoption.answer")),
        state=AdoptionState.PLANNED,
        planned_for__lte=today + HORIZON,
    ).select_related("practice", "unit")
    for row in rows.order_by("planned_for", "practice__code"):
        is_late = row.planned_for is not None and row.planned_for < today
        yield Task(
            KIND,
            ICON,
            _("Báo kết quả áp dụng “%(title)s”") % {"title": row.practice.title},
            address("practices:adoption", row.practice.code, row.unit.code),
            _("Báo kết quả"),
            _("Nhận ngày %(day)s. Cần một số đo và một minh chứng.") % {"day": format_day(row.answered_on)},
            row.planned_for,
            is_late,
            (late_badge(row.planned_for, today),) if is_late and row.planned_for else (),
            alike="result",
        )


@provide
def results_returned(user: User, today: date) -> Iterator[Task]:
    """Results of one's unit that came back to be completed. One statement."""
    if not access.holds_somewhere(user, "adoption.answer"):
        return
    rows = Adoption.objects.filter(
        access.in_hands_of(access.units_in_scope(user, "adoption.answer")),
        state=AdoptionState.APPLIED,
        returned_on__isnull=False,
    ).select_related("practice", "unit")
    for row in rows.order_by("returned_on", "practice__code"):
        yield Task(
            KIND,
            ICON,
            _("Bổ sung kết quả áp dụng “%(title)s”") % {"title": row.practice.title},
            address("practices:adoption", row.practice.code, row.unit.code),
            _("Xem và bổ sung"),
            _("Lý do trả lại: “%(reason)s”") % {"reason": row.return_reason},
            badges=(BADGES["returned"],),
            alike="returned_result",
            turn=row.returned_on,
        )


@provide
def asked_again(user: User, today: date) -> Iterator[Task]:
    """Adoptions about which one's unit is asked again, and has not answered. One statement."""
    if not access.holds_somewhere(user, "adoption.answer"):
        return
    rows = AdoptionCheck.objects.filter(
        owed(today),
        access.in_hands_of(access.units_in_scope(user, "adoption.answer"), "adoption__"),
        adoption__set_aside=False,
    ).select_related("adoption__practice", "adoption__unit")
    for row in rows.order_by("due_on", "adoption__practice__code"):
        adoption, is_late = row.adoption, row.due_on < today
        yield Task(
            KIND,
            ICON,
            _("Cho biết còn làm theo “%(title)s” không") % {"title": adoption.practice.title},
            address("practices:adoption_check", adoption.practice.code, adoption.unit.code, str(row.months)),
            _("Trả lời"),
            _("Hỏi lại sau %(months)s tháng áp dụng: còn làm, có thay đổi, hay đã dừng.")
            % {"months": format_count(row.months)},
            row.due_on,
            is_late,
            (late_badge(row.due_on, today),) if is_late else (),
            alike="check",
        )


@provide
def returned(user: User, today: date) -> Iterator[Task]:
    """Practices of one's unit that came back, and for the head the drafts that only the head can register. One statement."""
    if not access.holds_somewhere(user, "practice.edit"):
        return
    # Who registers also edits: the unit's own practices are found first, whatever their state.
    registers = access.in_hands_of(access.units_in_scope(user, "practice.register"), "practice__")
    rows = PracticeYear.objects.filter(
        access.in_hands_of(access.units_in_scope(user, "practice.edit"), "practice__"),
        Q(state=YearState.RETURNED) | Q(state=YearState.DRAFT) & registers,
    ).select_related("practice")
    for row in rows.order_by("-state", "practice__code", "year"):
        came_back = row.state == YearState.RETURNED
        yield Task(
            KIND,
            ICON,
            row.practice.title,
            address("practices:detail", row.practice.code),
            _("Sửa và gửi lại") if came_back else _("Xem và đăng ký"),
            _("Lý do trả lại: “%(reason)s”") % {"reason": row.reason}
            if came_back
            else _("Bản nháp của đơn vị, người đứng đầu xem rồi đăng ký."),
            badges=(BADGES["returned" if came_back else "draft"],),
        )


@provide
def to_decide(user: User, today: date) -> Iterator[Task]:
    """Registered practices that wait for a decision, by year, from kept numbers. One statement."""
    if not access.holds_somewhere(user, "practice.decide"):
        return
    counts = waiting_below(access.nodes_above(user, "practice.decide"), "registered").values("matter")
    for row in counts.annotate(n=Sum("n")).exclude(n=0).order_by("matter"):
        year, n = row["matter"], row["n"]
        words = ngettext("Xét %(count)s mô hình đã đăng ký", "Xét %(count)s mô hình đã đăng ký", n)
        yield Task(
            KIND,
            ICON,
            words % {"count": format_count(n)},
            # The year is said, so that practices recognised before and registered anew are among those listed.
            address("practices:list", **{"nam": year, "trang-thai": str(YearState.REGISTERED)}),
            _("Xét mô hình"),
            _("Đăng ký năm %(year)s. Kết luận có hiệu quả, công nhận, hoặc trả lại kèm lý do.")
            % {"year": year},
        )


@provide
def to_verify(user: User, today: date) -> Iterator[Task]:
    """Applied practices whose result the person may verify, as officer, inspector or head of where it began; without a measure or
    evidence it is the units' turn. From kept numbers. Two statements."""
    if not access.holds_somewhere(user, "adoption.weigh"):
        return
    proved, lacking = how_many_wait_for(user)
    if proved:
        words = ngettext("Kiểm chứng %(count)s lượt áp dụng", "Kiểm chứng %(count)s lượt áp dụng", proved)
        yield Task(
            KIND,
            ICON,
            words % {"count": format_count(proved)},
            address("desk:to_verify"),
            _("Kiểm chứng"),
            _("%(count)s lượt khác chưa có số đo, minh chứng.") % {"count": format_count(lacking)}
            if lacking
            else "",
        )
    elif lacking:
        words = ngettext(
            "%(count)s lượt áp dụng chưa có số đo, minh chứng",
            "%(count)s lượt áp dụng chưa có số đo, minh chứng",
            lacking,
        )
        yield Task(
            KIND,
            ICON,
            words % {"count": format_count(lacking)},
            address("desk:to_verify"),
            _("Xem đơn vị"),
            _("Đơn vị bổ sung rồi mới kiểm chứng được."),
        )


@provide_stuck
def silent_units(user: User, now: datetime) -> Iterator[Matter]:
    """Orders of one's committee past their day, with units that have not answered on every practice, from kept numbers. Two
    statements."""
    acts = ("adoption.verify", "figure.open")
    if not any(access.holds_somewhere(user, act) for act in acts):
        return
    askers = own_units(user, acts[0]) | own_units(user, acts[1])

    def units(*standings: Standing) -> Coalesce:
        return Coalesce(Sum("n", filter=Q(standing__in=standings)), 0)

    counted = (
        asked_by(askers, "answer")
        .values("subject")
        .annotate(
            whole=Sum("n"),
            silent=units(Standing.OPEN),
            partial=units(Standing.BEGUN),
            done=units(Standing.SETTLED),
        )
    )
    sums = {row["subject"]: row for row in counted if row["silent"] + row["partial"]}
    orders = ReplicationOrder.objects.filter(
        pk__in=asked_for(sums), answer_by__lt=now.astimezone(clock.VIETNAM).date()
    )
    for order in orders.select_related("booklet").order_by("answer_by", "code")[:MOST]:
        row = sums[order.pk]
        second = _("%(silent)s đơn vị chưa trả lời mô hình nào, %(partial)s đơn vị mới trả lời một phần.")
        counts = {"silent": format_count(row["silent"]), "partial": format_count(row["partial"])}
        yield Matter(
            KIND,
            ICON,
            _("Trả lời về tập mô hình năm %(year)s") % {"year": order.booklet.year},
            address("practices:answers", order.code),
            row["silent"] + row["partial"],
            order.answer_by,
            row["whole"],
            row["done"],
            second % counts,
            subject=order.pk,
            by_its_day=True,
        )


@dataclass(frozen=True)
class PracticeRow:
    code: str
    title: str
    url: str
    year: int
    badge: Badge


@dataclass(frozen=True)
class UnitPractices:
    """What the reader may see of a unit's practices: counts by last state, the latest ones, and how many there are."""

    counts: tuple[tuple[Badge, int], ...]
    latest: tuple[PracticeRow, ...]
    total: int


def practices_of(user: User, unit: Unit) -> UnitPractices | None:
    """The unit's practices by the last year the person may see; None where the person sees no practices at all."""
    if not (access.holds_somewhere(user, "practice.learn") or access.holds_somewhere(user, "practice.read")):
        return None
    rows = years_visible_to(user).filter(practice__unit=unit).select_related("practice")
    last = {row.practice_id: row for row in rows.order_by("year")}
    newest = sorted(last.values(), key=lambda row: (row.year, row.practice.code), reverse=True)
    counts = Counter(row.state for row in last.values())
    return UnitPractices(
        tuple((YEAR_BADGES[state], counts[state]) for state in YearState.values if counts[state]),
        tuple(
            PracticeRow(
                row.practice.code,
                row.practice.title,
                address("practices:detail", row.practice.code),
                row.year,
                YEAR_BADGES[row.state],
            )
            for row in newest[:LATEST]
        ),
        len(last),
    )


STANDING_BADGES: dict[str, Badge] = {
    AdoptionState.VERIFIED: BADGES["verified"],
    AdoptionState.APPLIED: BADGES["applied"],
    AdoptionState.PLANNED: BADGES["planned"],
    Answer.ALREADY_HAVE: Badge(Answer.ALREADY_HAVE.label, "check", "outline"),
    Answer.DECLINE: Badge(Answer.DECLINE.label, "minus", "unsent"),
    AdoptionState.DROPPED: Badge(AdoptionState.DROPPED.label, "close", "unsent"),
}


@dataclass(frozen=True)
class UnitAdoptions:
    """What a unit takes up from others: counts by standing and rows as (code, title, url, badge), proof first."""

    counts: tuple[tuple[Badge, int], ...]
    latest: tuple[tuple[str, str, str, Badge], ...]
    total: int


def adoptions_of(user: User, unit: Unit) -> UnitAdoptions | None:
    """Whoever reads the unit sees every answer, others what it took up; None without any right to practices."""
    rows = Adoption.objects.filter(unit=unit).select_related("practice")
    if not access.holds(user, "practice.read", unit):
        if not access.holds_somewhere(user, "practice.learn"):
            return None
        rows = rows.filter(state__in=TAKEN_UP)
    found = [(standing_of(row.answer, row.state), row.practice) for row in rows.order_by("practice__code")]
    counts = Counter(standing for standing, _practice in found)
    best = sorted(found, key=lambda one: BEST_FIRST.index(one[0]))[:LATEST]
    return UnitAdoptions(
        tuple((badge, counts[standing]) for standing, badge in STANDING_BADGES.items() if counts[standing]),
        tuple(
            (one.code, one.title, address("practices:detail", one.code), STANDING_BADGES[standing])
            for standing, one in best
        ),
        len(found),
    )
