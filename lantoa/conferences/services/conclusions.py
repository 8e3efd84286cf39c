"""Write down what a conference concluded, sentence by sentence; enter that it was adopted; announce it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import translation
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.conferences.choices import PointKind
from lantoa.conferences.models import Conclusion, ConclusionPoint, Conference
from lantoa.conferences.permissions import can_adopt, can_write
from lantoa.conferences.queries.conclusions import has_raised, has_standing
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.reference import Reference
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.documents.services import issue_document
from lantoa.notifications.services import notify
from lantoa.organisation.access import require
from lantoa.organisation.queries.units import subtree_of

MOST_POINTS = 200
LONGEST = 2000  # characters of a sentence, as of a task's sentence of origin


@dataclass(frozen=True)
class NewPoint:
    """A sentence word for word; `said_by` is a post."""

    text: str
    kind: PointKind = PointKind.CONCLUSION
    said_by: str = ""


@transaction.atomic
def enter_points(
    *, actor: Actor, conference: Conference, points: Sequence[NewPoint]
) -> list[ConclusionPoint]:
    """Add sentences at the end of the conclusion, in their order; the first ones begin it.

    Raises Forbidden, or Refused: nothing said, a sentence too long or there already, too many, adopted, the conference cancelled.
    """
    conclusion = _open_conclusion(actor, conference)
    if not points:
        raise Refused.at("table", _("Chưa có câu nào. Ghi hoặc dán ít nhất một câu."))
    held = list(conclusion.points.all())
    if len(held) + len(points) > MOST_POINTS:
        raise Refused.at("table", _("Một kết luận có nhiều nhất %(most)d câu.") % {"most": MOST_POINTS})
    known = {folding_key(one.text): one.number for one in held}
    for place, new in enumerate(points, start=len(held) + 1):
        _check_text(new.text)
        twice = known.setdefault(folding_key(new.text), place)
        if twice != place:
            sentence = _("Câu «%(text)s…» trùng với câu số %(number)d.")
            raise Refused.at("table", sentence % {"text": new.text[:40], "number": twice})
    unseen = _unseen_version(conclusion)
    made = [
        ConclusionPoint(
            conclusion=conclusion,
            number=number,
            text=new.text,
            kind=new.kind,
            said_by=new.said_by,
            row_version=unseen,
        )
        for number, new in enumerate(points, start=len(held) + 1)
    ]
    ConclusionPoint.objects.bulk_create(made)
    _touch(conclusion)
    record_many(
        actor,
        [
            Act(
                "conclusion.point_entered", one, conference.unit_id, _label(conference, one), after=_said(one)
            )
            for one in made
        ],
    )
    return made


@transaction.atomic
def change_point(*, actor: Actor, point: ConclusionPoint, new: NewPoint, row_version: int) -> ConclusionPoint:
    """Raises Forbidden, Conflict, or Refused: nothing said, too long, adopted. The record keeps the earlier wording."""
    conclusion = _open_conclusion(actor, point.conclusion.conference)
    point = _locked_point(point, row_version)
    _check_text(new.text)
    others = conclusion.points.exclude(pk=point.pk)
    for other in others:
        if folding_key(other.text) == folding_key(new.text):
            sentence = _("Câu này trùng với câu số %(number)d.")
            raise Refused.at("text", sentence % {"number": other.number})
    before = _said(point)
    point.text, point.kind, point.said_by = new.text, new.kind, new.said_by
    if _said(point) == before:
        return point
    point.row_version += 1
    point.save()
    _touch(conclusion)
    _record_point(actor, "conclusion.point_changed", point, before=before, after=_said(point))
    return point


@transaction.atomic
def remove_point(*, actor: Actor, point: ConclusionPoint, row_version: int) -> None:
    """Take a sentence out before adoption; those after it move up. Raises Forbidden, Conflict, Refused (adopted)."""
    conclusion = _open_conclusion(actor, point.conclusion.conference)
    point = _locked_point(point, row_version)
    _record_point(actor, "conclusion.point_removed", point, before=_said(point))
    number, unseen = point.number, _unseen_version(conclusion)
    point.delete()
    # Pages name a sentence by its number: one that was opened before must not change what has moved up into its place.
    conclusion.points.filter(number__gt=number).update(number=F("number") - 1, row_version=unseen)
    conclusion.row_version = unseen
    _touch(conclusion)


@transaction.atomic
def mark_for_study(
    *, actor: Actor, point: ConclusionPoint, for_study: bool, row_version: int
) -> ConclusionPoint:
    """Say on purpose that a sentence is to be made known and raises no task, or take that back; also after adoption.

    Raises Forbidden, Conflict, or Refused: it has raised tasks that were not cancelled since, or says so already.
    """
    conference = point.conclusion.conference
    _conclusion_for(actor, conference)
    point = _locked_point(point, row_version)
    if point.for_study == for_study:
        raise Refused(_("Câu này đã ghi như vậy rồi. Tải lại trang."))
    if for_study and has_standing(point):
        raise Refused(_("Câu này đã giao thành nhiệm vụ nên không ghi «chỉ để quán triệt» được."))
    point.for_study = for_study
    point.row_version += 1
    point.save()
    _record_point(actor, "conclusion.point_marked", point, after={"for_study": for_study})
    return point


@transaction.atomic
def adopt_conclusion(*, actor: Actor, conference: Conference, row_version: int) -> Conclusion:
    """Enter that the conference has adopted the sentences; they are never changed after. Units below may read them now.

    Raises Forbidden, Conflict, or Refused: the conference is still to come or was cancelled, no sentence, adopted already.
    """
    conclusion = _adoptable(actor, conference, row_version)
    if conclusion.adopted_at is not None:
        raise Refused(_("Kết luận đã thông qua rồi."))
    if conference.held_on > clock.today():
        sentence = _("Hội nghị họp ngày %(day)s. Họp xong mới ghi là đã thông qua.")
        raise Refused(sentence % {"day": format_day(conference.held_on)})
    count = conclusion.points.count()
    if not count:
        raise Refused(_("Kết luận chưa có câu nào."))
    conclusion.adopted_at = clock.now()
    _save(actor, conclusion, "conclusion.adopted", after={"points": count})
    return conclusion


@transaction.atomic
def reopen_conclusion(*, actor: Actor, conference: Conference, reason: str, row_version: int) -> Conclusion:
    """Open the sentences to changes again.

    Raises Forbidden, Conflict, or Refused: no reason, not adopted, announced, or a sentence has raised tasks.
    """
    conclusion = _adoptable(actor, conference, row_version)
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do mở lại."))
    if conclusion.adopted_at is None:
        raise Refused(_("Kết luận chưa thông qua."))
    if conclusion.announced_at is not None:
        raise Refused(_("Đã ra thông báo kết luận nên không mở lại được."))
    if any(has_raised(point) for point in conclusion.points.all()):
        raise Refused(_("Đã giao nhiệm vụ theo kết luận nên không mở lại được."))
    conclusion.adopted_at = None
    _save(actor, conclusion, "conclusion.reopened", after={"reason": reason})
    return conclusion


@transaction.atomic
def announce_conclusion(
    *, actor: Actor, conference: Conference, issued_on: date, row_version: int, number: int | None = None
) -> Conclusion:
    """Take the number of «Thông báo kết luận» (type TB), the next one where none is given, and tell the units below.

    Raises Forbidden, Conflict, or Refused: not adopted, announced already, a day before the conference or to come, and as
    `documents.services.issue_document`.
    """
    conclusion = _conclusion_for(actor, conference)
    _require_version(conclusion, row_version)
    if conclusion.adopted_at is None:
        raise Refused(_("Kết luận chưa thông qua nên chưa ra thông báo được."))
    if conclusion.announced_at is not None:
        raise Refused(_("Đã ra thông báo kết luận rồi."))
    if not conference.held_on <= issued_on <= clock.today():
        sentence = _("Ngày ra thông báo từ ngày hội nghị (%(day)s) đến hôm nay.")
        raise Refused.at("issued_on", sentence % {"day": format_day(conference.held_on)})
    with translation.override("vi"):  # the register of papers is kept in Vietnamese
        abstract = _("Kết luận %(title)s") % {"title": conference.title}
    conclusion.document = issue_document(
        actor=actor,
        unit=conference.unit,
        type_code="TB",
        issued_on=issued_on,
        abstract=abstract,
        number=number,
    )
    conclusion.announced_at = clock.now()
    _save(actor, conclusion, "conclusion.announced", after={"number": conclusion.document.number})
    notify(
        actor=actor,
        kind="conclusion_announced",
        about=Reference("conferences.conclusion", conclusion.pk),
        number=conference.code,
        to_units=subtree_of(conference.unit_id),
        occasion="announced",
    )
    return conclusion


def _conclusion_for(actor: Actor, conference: Conference) -> Conclusion:
    """The conclusion, locked, for who may write it; begun where there is none."""
    if isinstance(actor, User):
        require(can_write(actor, conference))
    held = Conference.objects.select_for_update().get(pk=conference.pk)
    if held.is_cancelled:
        raise Refused(_("Hội nghị đã hủy nên không ghi kết luận được. Khôi phục hội nghị trước."))
    conclusion, _new = Conclusion.objects.select_for_update().get_or_create(conference=conference)
    return conclusion


def _open_conclusion(actor: Actor, conference: Conference) -> Conclusion:
    conclusion = _conclusion_for(actor, conference)
    if conclusion.adopted_at is not None:
        raise Refused(_("Kết luận đã thông qua nên không sửa câu nào được. Mở lại kết luận trước."))
    return conclusion


def _adoptable(actor: Actor, conference: Conference, row_version: int) -> Conclusion:
    if isinstance(actor, User):
        require(can_adopt(actor, conference))
    held = Conference.objects.select_for_update().get(pk=conference.pk)
    if held.is_cancelled:
        raise Refused(_("Hội nghị đã hủy. Khôi phục hội nghị trước."))
    conclusion = Conclusion.objects.select_for_update().filter(conference=conference).first()
    if conclusion is None:
        raise Refused(_("Kết luận chưa có câu nào."))
    _require_version(conclusion, row_version)
    return conclusion


def _require_version(conclusion: Conclusion, row_version: int) -> None:
    if conclusion.row_version != row_version:
        raise Conflict(_("Kết luận vừa được người khác sửa. Tải lại trang, đọc lại rồi làm tiếp."))


def _locked_point(point: ConclusionPoint, row_version: int) -> ConclusionPoint:
    found = ConclusionPoint.objects.select_for_update(of=("self",)).filter(pk=point.pk)
    held = found.select_related("conclusion__conference").first()
    if held is None or held.row_version != row_version:
        raise Conflict(_("Câu này vừa được người khác sửa hoặc bỏ. Tải lại trang rồi sửa lại."))
    return held


def _check_text(text: str) -> None:
    if looks_empty(text):
        raise Refused.at("text", _("Ghi nguyên văn câu kết luận."))
    if len(text) > LONGEST:
        sentence = _("Câu «%(text)s…» dài quá %(most)d ký tự. Tách thành nhiều câu.")
        raise Refused.at("text", sentence % {"text": text[:40], "most": LONGEST})


def _said(point: ConclusionPoint) -> dict[str, Any]:
    return {"number": point.number, "kind": str(point.kind), "said_by": point.said_by, "text": point.text}


def _label(conference: Conference, point: ConclusionPoint) -> str:
    return f"{conference.code}/{point.number}"


def _record_point(actor: Actor, act: str, point: ConclusionPoint, **more: Any) -> None:
    conference = point.conclusion.conference
    record(actor, act, point, chain=conference.unit_id, label=_label(conference, point), **more)


def _unseen_version(conclusion: Conclusion) -> int:
    """A version that no page has shown of any of its sentences, also of one that was taken out."""
    shown = conclusion.points.aggregate(most=Max("row_version"))["most"] or 0
    return max(conclusion.row_version, shown + 1)


def _touch(conclusion: Conclusion) -> None:
    conclusion.row_version += 1
    conclusion.save(update_fields=["row_version"])


def _save(actor: Actor, conclusion: Conclusion, act: str, **more: Any) -> None:
    conclusion.row_version += 1
    conclusion.save()
    conference = conclusion.conference
    record(actor, act, conclusion, chain=conference.unit_id, label=conference.code, **more)
