"""Compile the narratives of a collection: mark units' texts as quoted, merged or left out, and write the points of the draft.

The record keeps who marked which text when, never the words: those stand in the draft.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.core.text import text_mark
from lantoa.organisation.access import require
from lantoa.reporting.choices import PointKind, SubmissionState
from lantoa.reporting.models import (
    Collection,
    Narrative,
    NarrativePoint,
    PointSource,
    Submission,
    SubmissionText,
    TextMark,
)
from lantoa.reporting.permissions import may
from lantoa.reporting.sentences import joined, spans_of

ACT = "narrative.compile"
MOST_POINTS = 500  # of one question: more is not a draft but a copy


def _require_compiler(actor: Actor, collection: Collection) -> None:
    reason = _("Chỉ chuyên viên, lãnh đạo của đơn vị thu báo cáo được tổng hợp lời văn của đợt này.")
    require(may(actor, ACT, collection.owner), reason)


def _locked_mark(
    actor: Actor, text: SubmissionText, row_version: int | None, seen: str | None = None
) -> TextMark:
    """The mark of a text, locked until the transaction ends, with the report that it stands in.

    `seen` is the mark of the words that the person has read. Raises Forbidden, or Conflict when the text was marked, or sent
    again with other words, meanwhile.
    """
    _require_compiler(actor, text.submission.collection)
    held = Submission.objects.select_for_update(of=("self",)).get(pk=text.submission_id)
    text.submission.state, text.submission.superseded_at = held.state, held.superseded_at
    text.refresh_from_db(fields=["text"])
    if seen and seen != text_mark(text.text):
        raise Conflict(
            _("Đơn vị đã gửi lại lời văn này sau khi anh/chị mở trang. Đọc bản mới rồi quyết định.")
        )
    TextMark.objects.get_or_create(text=text)
    mark = TextMark.objects.select_for_update().get(text=text)
    if row_version is not None and mark.row_version != row_version:
        raise Conflict(
            _("Lời văn này vừa được người khác đánh dấu. Xem cách đánh dấu đang lưu rồi quyết định lại.")
        )
    return mark


def _as_marked(text: SubmissionText) -> str:
    """What is kept of the words of a report that may still change. Refused where they are not (or no longer) the unit's word."""
    submission = text.submission
    if submission.state == SubmissionState.SUBMITTED:
        if submission.is_amendment:
            raise Refused(
                _("Bản bổ sung này chờ duyệt. Dùng lời văn của bản đã duyệt, hoặc duyệt bản bổ sung.")
            )
        return text.text
    if submission.state != SubmissionState.ACCEPTED:
        raise Refused(_("Báo cáo này đang ở đơn vị. Lời văn đọc và đánh dấu được khi đơn vị gửi lại."))
    if submission.superseded_at is not None:
        raise Refused(
            _("Báo cáo này đã có bản bổ sung được duyệt. Tải lại trang và dùng lời văn của bản bổ sung.")
        )
    return ""


def _note(
    actor: Actor, act: str, subject: Any, collection: Collection, narrative: Narrative, unit: str
) -> None:
    after: dict[str, object] = {"question": narrative.position + 1}
    if unit:
        after["unit"] = unit
    record(actor, act, subject, chain=collection.owner_id, label=collection.code, after=after)


def _touch(mark: TextMark, *, left_out: bool, reason: str = "", as_marked: str = "") -> None:
    mark.left_out, mark.reason, mark.as_marked = left_out, reason, as_marked
    mark.row_version += 1
    mark.save()


def _new_point(collection: Collection, narrative: Narrative, kind: PointKind, wording: str) -> NarrativePoint:
    siblings = NarrativePoint.objects.filter(collection=collection, narrative=narrative)
    if siblings.count() >= MOST_POINTS:
        raise Refused(_("Câu hỏi này đã có %(most)s ý. Gộp bớt các ý rồi thêm tiếp.") % {"most": MOST_POINTS})
    last = siblings.aggregate(last=Max("position"))["last"]
    return NarrativePoint.objects.create(
        collection=collection,
        narrative=narrative,
        position=0 if last is None else last + 1,
        kind=kind,
        wording=wording,
    )


@transaction.atomic
def quote(
    *,
    actor: Actor,
    text: SubmissionText,
    sentences: Iterable[int] = (),
    row_version: int | None = None,
    seen: str | None = None,
) -> NarrativePoint:
    """A new point that shows the chosen sentences (numbers from 0), or the whole text, letter by letter.

    Raises Forbidden; Conflict; Refused: with its unit, superseded, no such sentence, quoted already.
    """
    mark = _locked_mark(actor, text, row_version, seen)
    as_marked = _as_marked(text)
    spans = spans_of(text.text)
    chosen = sorted(set(sentences)) or list(range(len(spans)))
    if not spans or chosen[0] < 0 or chosen[-1] >= len(spans):
        raise Refused(_("Câu được chọn không còn trong lời văn. Tải lại trang rồi chọn lại."))
    whole = len(chosen) == len(spans)
    passages = [(0, len(text.text))] if whole else joined(spans, chosen)
    ends = [at for span in passages for at in span]
    if PointSource.objects.filter(text=text, passages=ends, as_marked__in=["", text.text]).exists():
        raise Refused(_("Đoạn này đã được trích. Chọn câu khác, hoặc xem ý đã trích trong dự thảo."))
    collection, narrative = text.submission.collection, text.narrative
    point = _new_point(collection, narrative, PointKind.QUOTED, "")
    PointSource.objects.create(point=point, text=text, passages=ends, as_marked=as_marked)
    _touch(mark, left_out=False)
    _note(actor, "narrative.quoted", point, collection, narrative, text.submission.unit.code)
    return point


@transaction.atomic
def merge(
    *,
    actor: Actor,
    text: SubmissionText,
    point: NarrativePoint | None = None,
    wording: str = "",
    row_version: int | None = None,
    seen: str | None = None,
) -> NarrativePoint:
    """Make a text a source of a worded point, or of a new one with this wording. Once more into the same point says that its
    words of now were read.

    Raises Forbidden; Conflict; NotFound (the point is gone); Refused: with its unit, superseded, neither point nor wording, a
    quoted point.
    """
    mark = _locked_mark(actor, text, row_version, seen)
    as_marked = _as_marked(text)
    collection, narrative = text.submission.collection, text.narrative
    wording = wording.strip()
    if point is None:
        if not wording:
            sentence = _("Chọn một ý đã có, hoặc viết ý mới.")
            raise Refused.at("loi", sentence)
        point = _new_point(collection, narrative, PointKind.WORDED, wording)
    else:
        point = _locked_point(actor, point)
        if (point.collection_id, point.narrative_id) != (collection.pk, narrative.pk):
            raise NotFound()
        if point.kind == PointKind.QUOTED:
            raise Refused(_("Ý trích nguyên văn chỉ có một nguồn. Chọn một ý tổng hợp, hoặc viết ý mới."))
    PointSource.objects.update_or_create(point=point, text=text, defaults={"as_marked": as_marked})
    _touch(mark, left_out=False)
    _note(actor, "narrative.merged", point, collection, narrative, text.submission.unit.code)
    return point


@transaction.atomic
def leave_out(
    *,
    actor: Actor,
    text: SubmissionText,
    reason: str = "",
    row_version: int | None = None,
    seen: str | None = None,
) -> TextMark:
    """Say that a text goes into no point. Raises Forbidden; Conflict; Refused: with its unit, superseded, a source of a point."""
    mark = _locked_mark(actor, text, row_version, seen)
    as_marked = _as_marked(text)
    if PointSource.objects.filter(text=text).exists():
        raise Refused(_("Lời văn này đang là nguồn của một ý. Bỏ đánh dấu trước, rồi chọn không dùng."))
    _touch(mark, left_out=True, reason=reason.strip(), as_marked=as_marked)
    _note(
        actor,
        "narrative.left_out",
        mark,
        text.submission.collection,
        text.narrative,
        text.submission.unit.code,
    )
    return mark


@transaction.atomic
def unmark(*, actor: Actor, text: SubmissionText, row_version: int | None = None) -> TextMark:
    """Undo every mark on a text: its quotes go, it is no source any more; points that the compiler worded stay.

    Raises Forbidden, Conflict.
    """
    mark = _locked_mark(actor, text, row_version)
    quotes = NarrativePoint.objects.filter(sources__text=text, kind=PointKind.QUOTED)
    NarrativePoint.objects.filter(pk__in=list(quotes.values_list("pk", flat=True))).delete()
    PointSource.objects.filter(text=text).delete()
    _touch(mark, left_out=False)
    _note(
        actor,
        "narrative.unmarked",
        mark,
        text.submission.collection,
        text.narrative,
        text.submission.unit.code,
    )
    return mark


def _locked_point(actor: Actor, point: NarrativePoint, row_version: int | None = None) -> NarrativePoint:
    """Raises NotFound when the point is gone meanwhile, Forbidden, Conflict when it was changed."""
    found = (
        NarrativePoint.objects.select_for_update(of=("self",))
        .select_related("collection__owner", "narrative")
        .filter(pk=point.pk)
        .first()
    )
    if found is None:
        raise NotFound()
    _require_compiler(actor, found.collection)
    if row_version is not None and found.row_version != row_version:
        raise Conflict(
            _("Ý này vừa được người khác sửa. Xem bản đang lưu, giữ phần nào thì ghi lại rồi lưu.")
        )
    return found


def _words(wording: str) -> str:
    wording = wording.strip()
    if not wording:
        sentence = _("Ý này chưa có nội dung. Hãy viết rồi lưu lại.")
        raise Refused.at("loi", sentence)
    return wording


@transaction.atomic
def write_point(
    *, actor: Actor, collection: Collection, narrative: Narrative, wording: str
) -> NarrativePoint:
    """A point of the compiler's own, without a source. Raises Forbidden, Refused (no words, too many points)."""
    _require_compiler(actor, collection)
    if narrative.version_id != collection.sheet_version_id:
        raise NotFound()
    point = _new_point(collection, narrative, PointKind.WORDED, _words(wording))
    _note(actor, "narrative.written", point, collection, narrative, "")
    return point


@transaction.atomic
def edit_point(
    *, actor: Actor, point: NarrativePoint, wording: str, row_version: int | None = None
) -> NarrativePoint:
    """Change the words of a worded point; its sources stay. Raises Forbidden; Conflict; NotFound; Refused: a quote, no words."""
    point = _locked_point(actor, point, row_version)
    if point.kind == PointKind.QUOTED:
        raise Refused(
            _(
                "Ý trích giữ nguyên văn, không sửa được. Bấm «Viết lại lời» để chuyển thành ý tổng hợp rồi sửa."
            )
        )
    wording = _words(wording)
    if wording != point.wording:
        _save_point(point, wording=wording)
        _note(actor, "narrative.written", point, point.collection, point.narrative, "")
    return point


def _save_point(point: NarrativePoint, **values: object) -> None:
    for name, value in values.items():
        setattr(point, name, value)
    point.row_version += 1
    point.saved_at = clock.now()
    point.save()


@transaction.atomic
def reword_quote(*, actor: Actor, point: NarrativePoint, row_version: int | None = None) -> NarrativePoint:
    """Turn a quote into a worded point that begins with the quoted words, so that they may be changed; the source stays.

    Raises Forbidden; Conflict; NotFound; Refused: not a quote.
    """
    point = _locked_point(actor, point, row_version)
    if point.kind != PointKind.QUOTED:
        raise Refused(_("Ý này đã là ý tổng hợp, sửa lời được ngay."))
    source = point.sources.select_related("text").get()
    wording = "\n".join(source.quoted)
    PointSource.objects.filter(pk=source.pk).update(passages=[])
    _save_point(point, kind=PointKind.WORDED, wording=wording)
    _bump_marks([source.text_id])
    _note(actor, "narrative.written", point, point.collection, point.narrative, "")
    return point


@transaction.atomic
def move_point(*, actor: Actor, point: NarrativePoint, up: bool) -> None:
    """One place up or down within its question; at the edge nothing moves. Raises Forbidden, NotFound."""
    point = _locked_point(actor, point)
    rows = list(
        NarrativePoint.objects.select_for_update().filter(
            collection=point.collection_id, narrative=point.narrative_id
        )
    )
    at = [one.pk for one in rows].index(point.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for place, one in enumerate(rows):
        one.position = place
    NarrativePoint.objects.bulk_update(rows, ["position"])


@transaction.atomic
def remove_point(*, actor: Actor, point: NarrativePoint, row_version: int | None = None) -> None:
    """Take a point out of the draft; its sources are unread again unless another point has them.

    Raises Forbidden, Conflict, NotFound.
    """
    point = _locked_point(actor, point, row_version)
    texts = list(point.sources.values_list("text_id", flat=True))
    _note(actor, "narrative.removed", point, point.collection, point.narrative, "")
    point.delete()
    _bump_marks(texts)


@transaction.atomic
def drop_source(*, actor: Actor, point: NarrativePoint, source_id: uuid.UUID) -> None:
    """Take one source from a worded point. Raises Forbidden; NotFound; Refused: a quote, which is its source."""
    point = _locked_point(actor, point)
    source = _source(point, source_id)
    if point.kind == PointKind.QUOTED:
        raise Refused(_("Ý trích không tách khỏi nguồn. Bỏ cả ý, hoặc bấm «Viết lại lời»."))
    text = source.text
    source.delete()
    _save_point(point)
    _bump_marks([text.pk])
    _note(actor, "narrative.unmarked", point, point.collection, point.narrative, text.submission.unit.code)


@transaction.atomic
def renew_source(*, actor: Actor, point: NarrativePoint, source_id: uuid.UUID) -> None:
    """Let a point come from what the unit says now: the amended report in place of the superseded one, or the words with which
    the report was sent again.

    A quote stays a quote only where the new text still holds every passage letter by letter. Raises Forbidden; NotFound;
    Refused: no new text, a report that is with its unit, a passage that is gone.
    """
    point = _locked_point(actor, point)
    source = _source(point, source_id)
    old = source.text
    if old.submission.superseded_at is None:
        _renew_in_place(actor, point, source)
        return
    new = (
        SubmissionText.objects.filter(
            narrative=old.narrative_id,
            submission__collection=point.collection_id,
            submission__unit=old.submission.unit_id,
            submission__state=SubmissionState.ACCEPTED,
            submission__superseded_at=None,
        )
        .exclude(text="")
        .first()
    )
    if new is None or new.pk == old.pk:
        raise Refused(_("Nguồn này chưa có bản bổ sung được duyệt, hoặc bản bổ sung để trống câu này."))
    source.passages = _found_again(source.quoted, new.text)
    source.text, source.as_marked = new, ""
    if PointSource.objects.filter(point=point, text=new).exists():
        source.delete()
    else:
        source.save()
    _save_point(point)
    TextMark.objects.get_or_create(text=new)
    _bump_marks([old.pk, new.pk])
    act = "narrative.quoted" if point.kind == PointKind.QUOTED else "narrative.merged"
    _note(actor, act, point, point.collection, point.narrative, old.submission.unit.code)


def _renew_in_place(actor: Actor, point: NarrativePoint, source: PointSource) -> None:
    text = source.text
    _locked_mark(actor, text, None)
    as_marked = _as_marked(text)
    source.passages = _found_again(source.quoted, text.text)
    source.as_marked = as_marked
    source.save()
    _save_point(point)
    _bump_marks([text.pk])
    act = "narrative.quoted" if point.kind == PointKind.QUOTED else "narrative.merged"
    _note(actor, act, point, point.collection, point.narrative, text.submission.unit.code)


def _found_again(passages: Sequence[str], text: str) -> list[int]:
    found: list[int] = []
    for passage in passages:
        start = text.find(passage, found[-1] if found else 0)
        if start < 0:
            raise Refused(_("Bản mới không còn nguyên văn đoạn đã trích. Bỏ ý này rồi trích lại từ bản mới."))
        found += [start, start + len(passage)]
    return found


def _source(point: NarrativePoint, source_id: uuid.UUID) -> PointSource:
    rows = point.sources.select_related("text__submission__unit", "text__submission__collection__owner")
    found = rows.filter(pk=source_id).first()
    if found is None:
        raise NotFound()
    return found


def _bump_marks(texts: Sequence[uuid.UUID]) -> None:
    """Whoever has these texts open learns that their marks have changed."""
    TextMark.objects.filter(text__in=texts).update(
        row_version=F("row_version") + 1, left_out=False, reason="", as_marked=""
    )
