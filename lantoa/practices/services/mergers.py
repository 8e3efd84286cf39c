"""Make one practice of two that turned out to be one, and part them again."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import looks_empty
from lantoa.organisation.access import require
from lantoa.practices.choices import AdoptionState, Answer, MergedKind, YearState
from lantoa.practices.models import (
    Adoption,
    BookletEntry,
    Measurement,
    Merger,
    MergerChange,
    Practice,
    PracticeYear,
    ReplicationOrder,
)
from lantoa.practices.permissions import EDITABLE, can_merge
from lantoa.practices.queries.mergers import Change, Plan, plan_of

ROWS: dict[str, Any] = {
    MergedKind.PRACTICE: Practice.originals,
    MergedKind.YEAR: PracticeYear.with_set_aside,
    MergedKind.ADOPTION: Adoption.with_set_aside,
    MergedKind.ENTRY: BookletEntry.objects,
    MergedKind.MEASUREMENT: Measurement.objects,
}
MADE = "made"  # the name of a change that made the row: a unit's answer, which goes when the merger does


@transaction.atomic
def merge_practices(
    *, actor: User, practice: Practice, kept: Practice, reason: str, versions: tuple[int, int]
) -> Merger:
    """Merge `practice` into `kept`: years, answers, booklets and lineage go over; where both have the same, both are kept and the
    one that came further counts. Nothing is deleted, and `part_practices` takes back exactly this.

    `versions` are the row versions of both, as the preview showed them. Raises Refused without a reason, where one of them stands
    merged already, where nothing of what stays was ever registered, or a call under way holds a record that would move; Conflict
    when somebody changed one of them meanwhile.
    """
    require(can_merge(actor, practice))
    require(can_merge(actor, kept))
    practice, kept = _locked(practice, kept)
    _refuse_wrong_pairs(practice, kept)
    if looks_empty(reason):
        sentence = _("Ghi lý do gộp: vì sao hai mô hình là một.")
        raise Refused.at("reason", sentence)
    if (practice.row_version, kept.row_version) != versions:
        raise Conflict(_("Một trong hai mô hình vừa thay đổi. Xem lại bản xem trước rồi gộp."))
    return _merge(actor, plan_of(practice, kept), reason)


@transaction.atomic
def enter_merger(*, actor: Actor, practice: Practice, kept: Practice, reason: str) -> Merger:
    """Enter a merger that was decided elsewhere, as an import or a register brings it."""
    practice, kept = _locked(practice, kept)
    _refuse_wrong_pairs(practice, kept)
    return _merge(actor, plan_of(practice, kept), reason)


def _locked(practice: Practice, kept: Practice) -> tuple[Practice, Practice]:
    """Both as they stand now, held until the transaction ends. Their years first, as whoever decides on a year holds
    them; the answers last, so that what a unit tells meanwhile is weighed too."""
    both = [practice.pk, kept.pk]
    list(PracticeYear.with_set_aside.select_for_update().filter(practice__in=both).order_by("pk"))
    rows = Practice.originals.select_for_update(of=("self",)).select_related("merged_into", "unit")
    found = {row.pk: row for row in rows.filter(pk__in=both).order_by("pk")}
    list(Adoption.with_set_aside.select_for_update().filter(practice__in=both).order_by("pk"))
    return found[practice.pk], found[kept.pk]


def _refuse_wrong_pairs(practice: Practice, kept: Practice) -> None:
    words = {"code": practice.code, "kept": kept.code}
    if practice.pk == kept.pk:
        raise Refused(_("Mô hình không gộp vào chính nó được. Chọn mô hình khác để giữ lại."))
    if practice.merged_into is not None:
        words["into"] = practice.merged_into.code
        raise Refused(_("%(code)s đã được gộp vào %(into)s rồi. Tải lại trang để xem.") % words)
    if kept.merged_into_id == practice.pk:
        raise Refused(
            _(
                "%(kept)s đã được gộp vào chính %(code)s, gộp ngược lại sẽ thành vòng. Muốn giữ %(kept)s thì tách lại trước, rồi "
                "gộp %(code)s vào %(kept)s."
            )
            % words
        )
    if kept.merged_into is not None:
        words["into"] = kept.merged_into.code
        raise Refused(_("%(kept)s đã được gộp vào %(into)s. Gộp %(code)s vào %(into)s.") % words)
    if not PracticeYear.objects.filter(practice=kept).exclude(state__in=EDITABLE).exists():
        raise Refused(_("%(kept)s chưa đăng ký năm nào nên chưa làm mô hình giữ lại được.") % words)


def _merge(actor: Actor, plan: Plan, reason: str) -> Merger:
    practice, kept = plan.practice, plan.kept
    if plan.calls:
        raise Refused(
            _(
                "Mô hình đang được xét trong đợt %(calls)s. Gộp sau khi đợt đã chốt, hoặc đề nghị đơn vị rút ra trước."
            )
            % {"calls": ", ".join(plan.calls)}
        )
    merger = Merger.objects.create(
        practice=practice,
        kept=kept,
        reason=reason,
        was_recognised=PracticeYear.objects.filter(practice=practice, state=YearState.RECOGNISED).exists(),
    )
    changes = [*plan.changes]
    for order in plan.already:
        answer = Adoption.objects.create(
            order=order,
            practice=kept,
            unit_id=practice.unit_id,
            answer=Answer.ALREADY_HAVE,
            state=AdoptionState.ANSWERED,
            reason=_("Mô hình %(code)s của đơn vị đã được gộp vào mô hình này.") % {"code": practice.code},
            answered_on=clock.today(),
            have_since=practice.started_on,
        )
        changes.append(Change(MergedKind.ADOPTION, answer.pk, MADE, None, str(kept.pk)))
    MergerChange.objects.bulk_create(
        [
            MergerChange(
                merger=merger,
                kind=one.kind,
                row=one.row,
                name=one.name,
                was=one.was,
                became=one.became,
                position=place,
            )
            for place, one in enumerate(changes)
        ],
        batch_size=1000,
    )
    _put(plan.changes, back=False)
    _renew(practice, kept)
    told = {"code": practice.code, "into": kept.code, "reason": reason, "changes": len(changes)}
    for one in (practice, kept):
        record(actor, "practice.merged", one, chain=one.unit_id, after=told)
    return merger


@transaction.atomic
def part_practices(*, actor: User, practice: Practice, reason: str) -> Merger:
    """Part a practice again from the one into which it was merged: each row gets back what the merger changed in it, unless
    somebody changed it otherwise since. What was done since with what came over goes back along; the rest stays.

    Raises Refused where it does not stand merged, or a later merger rests on this one.
    """
    found = Merger.objects.filter(practice=practice, undone_at=None).select_related("kept").first()
    if found is None:
        raise Refused(_("Mô hình này không còn gộp với mô hình nào. Tải lại trang để xem."))
    require(can_merge(actor, practice))
    require(can_merge(actor, found.kept))
    practice, kept = _locked(practice, found.kept)
    merger = Merger.objects.select_for_update().get(pk=found.pk)
    if merger.undone_at is not None:
        raise Refused(_("Mô hình này không còn gộp với mô hình nào. Tải lại trang để xem."))
    if looks_empty(reason):
        sentence = _("Ghi lý do tách lại.")
        raise Refused.at("reason", sentence)
    _refuse_while_others_rest(merger, kept)
    changes = [
        Change(MergedKind(row.kind), row.row, row.name, row.was, row.became)
        for row in merger.changes.order_by("position")
    ]
    _take_back_made(changes)
    _put(reversed([one for one in changes if one.name != MADE]), back=True)
    _answers_since(changes, practice, kept)
    _renew(practice, kept)
    merger.undone_at, merger.undone_because = clock.now(), reason
    merger.save(update_fields=["undone_at", "undone_because"])
    told = {"code": practice.code, "from": kept.code, "reason": reason}
    for one in (practice, kept):
        record(actor, "practice.parted", one, chain=one.unit_id, after=told)
    return merger


def _refuse_while_others_rest(merger: Merger, kept: Practice) -> None:
    """The last one is taken back first, where two touch the same."""
    if kept.merged_into is not None:
        raise Refused(
            _("%(kept)s nay cũng đã được gộp vào %(into)s. Tách %(kept)s ra trước.")
            % {"kept": kept.code, "into": kept.merged_into.code}
        )
    mine = merger.changes.exclude(kind=MergedKind.ORDER).values("row")
    later = (
        MergerChange.objects.filter(row__in=mine, merger__undone_at=None, merger__made_at__gt=merger.made_at)
        .exclude(merger=merger)
        .order_by("-merger__made_at")
        .select_related("merger__practice")
        .first()
    )
    if later is not None:
        raise Refused(
            _("Sau đó %(code)s cũng được gộp vào và có bản ghi trùng. Tách %(code)s ra trước.")
            % {"code": later.merger.practice.code}
        )


def _put(changes: Iterable[Change], *, back: bool) -> None:
    """Write the new values in the given order (`back`: the old ones, where the new ones still stand)."""

    def target(one: Change) -> tuple[str, str, Any, Any]:
        before, after = (one.became, one.was) if back else (one.was, one.became)
        return one.kind, one.name, before, after

    for (kind, name, before, after), group in groupby(changes, target):
        rows = [one.row for one in group]
        if kind == MergedKind.ORDER:
            for order in ReplicationOrder.objects.filter(pk__in=rows):
                if before is not None:
                    order.entries.remove(before)
                if after is not None:
                    order.entries.add(after)
        else:
            ROWS[kind].filter(pk__in=rows, **{name: before}).update(**{name: after})


def _take_back_made(changes: Iterable[Change]) -> None:
    """Answers that the merger gave, unless the unit has said something else since."""
    made = [one.row for one in changes if one.name == MADE]
    Adoption.objects.filter(pk__in=made, answer=Answer.ALREADY_HAVE, state=AdoptionState.ANSWERED).delete()


def _answers_since(changes: Iterable[Change], practice: Practice, kept: Practice) -> None:
    """What units answered meanwhile on an order that now gives the merged practice alone, they answered on that."""
    entries = [one.row for one in changes if one.kind == MergedKind.ENTRY and one.name == "practice_id"]
    entries += [one.was for one in changes if one.kind == MergedKind.ORDER and one.was]  # type: ignore[misc]
    own = BookletEntry.objects.filter(orders=OuterRef("order"), practice=kept)
    rows = Adoption.objects.filter(~Exists(own), practice=kept, order__entries__in=entries)
    Adoption.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(practice=practice)


def _renew(*practices: Practice) -> None:
    """Whoever has one of them open for changing is told so."""
    for one in practices:
        Practice.originals.filter(pk=one.pk).update(row_version=one.row_version + 1)
