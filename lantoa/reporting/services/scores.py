"""The second scorer: give points beside the unit's own, with a reason where they differ; acceptance closes them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.core.text import TextError, clean_line
from lantoa.core.vi_numbers import NumberError
from lantoa.organisation.access import require
from lantoa.organisation.models import Ancestry
from lantoa.reporting.models import Line, Scoring, Submission
from lantoa.reporting.permissions import can_assess
from lantoa.reporting.queries.scores import added_up, counted_points, final_cell, given_cell, upper_scores
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.submissions import counted
from lantoa.reporting.reading import read_cell, shown_cell, stored_cell
from lantoa.reporting.services.entry import lock

LONGEST_REASON = 500


@dataclass(frozen=True)
class ScoreEntries:
    """What was sent, by position: points and reasons as typed, and what the form was opened with."""

    points: Mapping[int, str] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    bases: Mapping[int, str] = field(default_factory=dict)
    reason_bases: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RefusedScore:
    """What was typed stays; `base`: what is stored now, which the next save knows."""

    typed: str
    sentence: str
    base: str


@dataclass(frozen=True)
class ScoresSaved:
    scoring: Scoring
    points: dict[int, RefusedScore]
    reasons: dict[int, RefusedScore]

    @property
    def clean(self) -> bool:
        return not (self.points or self.reasons)


@transaction.atomic
def save_scores(*, actor: User, submission: Submission, entries: ScoreEntries) -> ScoresSaved:
    """Save the points that can be saved; an empty cell gives none, so the unit's own stands. A reason may follow later.

    A cell that another scorer changed after the form was opened is refused with both figures; sent again, it replaces the other's
    knowingly. Raises Forbidden (the report does not wait for this person), NotFound (the sheet scores nothing), Refused (no
    such line).
    """
    submission = lock(submission)
    require(can_assess(actor, submission), _("Báo cáo này không chờ anh/chị chấm điểm."))
    shape = shape_of(submission.collection.sheet_version_id)
    if shape.scale is None:
        raise NotFound()
    nothing: list[Decimal | None] = [None] * shape.width
    rows = Scoring.objects.select_for_update(of=("self",)).select_related("saved_by")
    scoring, _made = rows.get_or_create(
        submission=submission, defaults={"points": nothing, "final_points": nothing}
    )
    before = _picture(scoring, shape)
    taken = _Taker(scoring, submission, shape, entries)
    taken.take()
    after = _picture(scoring, shape)
    changed = sorted(code for code in before if before[code] != after[code])
    if changed:
        scoring.row_version += 1
        scoring.saved_at, scoring.saved_by = clock.now(), actor
        scoring.save()
        record(
            actor,
            "submission.assessed",
            scoring,
            chain=_chain_above(submission),
            label=submission.collection.code,
            before={code: before[code] for code in changed},
            after={code: after[code] for code in changed},
        )
    return ScoresSaved(scoring, taken.refused_points, taken.refused_reasons)


def _chain_above(submission: Submission) -> uuid.UUID:
    """The chain of the level that scores: the unit's head reads the unit's own, and learns the points when they are decided."""
    owner: uuid.UUID = submission.collection.owner_id
    if owner != submission.unit_id:
        return owner
    above = Ancestry.objects.filter(descendant=owner, depth=1, valid__contains=clock.today())
    return above.values_list("ancestor", flat=True).first() or owner


def _picture(scoring: Scoring, shape: Shape) -> dict[str, list[str]]:
    """Indicator → points and reason."""
    return {
        line.indicator.code: [_given(scoring, line), scoring.reasons.get(str(line.position), "")]
        for line in shape.criteria
    }


def _given(scoring: Scoring, line: Line) -> str:
    cell = given_cell(scoring, line)
    return shown_cell(line, cell) if cell else ""


class _Taker:
    def __init__(self, scoring: Scoring, submission: Submission, shape: Shape, entries: ScoreEntries) -> None:
        self.scoring, self.submission, self.shape, self.entries = scoring, submission, shape, entries
        self.refused_points: dict[int, RefusedScore] = {}
        self.refused_reasons: dict[int, RefusedScore] = {}
        self.saver = scoring.saved_by.actor_label if scoring.saved_by else _("Người khác")

    def take(self) -> None:
        for place, typed in self.entries.points.items():
            self._point(self._criterion(place), typed)
        for place, typed in self.entries.reasons.items():
            self._reason(self._criterion(place), typed)

    def _criterion(self, place: int) -> Line:
        if not 0 <= place < self.shape.width or not self.shape.lines[place].scored:
            raise Refused(_("Biểu không có tiêu chí này. Tải lại trang."))
        return self.shape.lines[place]

    def _point(self, line: Line, typed: str) -> None:
        place, stored = line.position, _given(self.scoring, line)
        base = self.entries.bases.get(place, stored)
        if typed == base:
            return
        try:
            cell = read_cell(line, typed)
            if not cell.applies and not line.skip_rule:
                raise NumberError(_("Tiêu chí này luôn phải chấm: biểu không cho ghi «không áp dụng»."))
        except NumberError as error:
            self.refused_points[place] = RefusedScore(typed, error.sentence, base)
            return
        shown = shown_cell(line, cell)
        if stored not in (base, shown):
            sentence = _(
                "%(who)s vừa chấm %(stored)s ở đây. Điểm của anh/chị chưa lưu; lưu lần nữa thì thay."
            )
            words = {"who": self.saver, "stored": stored or _("trống")}
            self.refused_points[place] = RefusedScore(typed, sentence % words, stored)
            return
        self.scoring.points[place] = cell.value
        skipped = {*self.scoring.skipped} - {place}
        self.scoring.skipped = sorted(skipped if cell.applies else {*skipped, place})

    def _reason(self, line: Line, typed: str) -> None:
        place = str(line.position)
        stored: str = self.scoring.reasons.get(place, "")
        base = self.entries.reason_bases.get(line.position, stored)
        try:
            reason = clean_line(" ".join(typed.split()))
            if len(reason) > LONGEST_REASON:
                raise TextError(_("Lý do dài quá 500 ký tự. Hãy viết ngắn lại."), LONGEST_REASON + 1)
        except TextError as error:
            self.refused_reasons[line.position] = RefusedScore(typed, error.sentence, base)
            return
        if reason == base:
            return
        if stored not in (base, reason):
            sentence = _("%(who)s vừa ghi «%(stored)s». Lý do của anh/chị chưa lưu; lưu lần nữa thì thay.")
            words = {"who": self.saver, "stored": stored}
            self.refused_reasons[line.position] = RefusedScore(typed, sentence % words, stored)
            return
        reasons = {key: text for key, text in self.scoring.reasons.items() if key != place}
        self.scoring.reasons = {**reasons, place: reason} if reason else reasons


def carry_scores(submission: Submission) -> None:
    """Give an amendment that is being sent the second points of the version that counts, at criteria where the unit's own points
    did not change: accepted without a further look it would else count with the unit's own everywhere.

    Whose points they are and since when stays as it was. Nothing is done where this version has points already.
    """
    if not submission.is_amendment or Scoring.objects.filter(submission=submission).exists():
        return
    counting = Submission.objects.filter(
        counted(), collection=submission.collection_id, unit=submission.unit_id
    ).first()
    earlier = Scoring.objects.filter(submission=counting).first() if counting else None
    if counting is None or earlier is None:
        return
    shape = shape_of(submission.collection.sheet_version_id)
    carried = Scoring(
        submission=submission,
        points=[None] * shape.width,
        final_points=[None] * shape.width,
        saved_at=earlier.saved_at,
        saved_by=earlier.saved_by,
    )
    for line in shape.criteria:
        given, place = given_cell(earlier, line), line.position
        if given is None or stored_cell(counting, line) != stored_cell(submission, line):
            continue
        carried.points[place] = given.value
        if not given.applies:
            carried.skipped = [*carried.skipped, place]
        if str(place) in earlier.reasons:
            carried.reasons[str(place)] = earlier.reasons[str(place)]
    if carried.skipped or any(value is not None for value in carried.points):
        carried.save()


def close_scores(submissions: Sequence[Submission], at: datetime) -> None:
    """Write down what counts of the reports that are being accepted; of sheets that score nothing, nothing is done.

    Refused while it is not said why points differ from the unit's own. Three statements for each scored version of a sheet.
    """
    by_version: dict[object, list[Submission]] = {}
    for one in submissions:
        if one.collection.sheet_version.scale:
            by_version.setdefault(one.collection.sheet_version_id, []).append(one)
    for rows in by_version.values():
        _close(shape_of(rows[0].collection.sheet_version_id), rows, at)


def _close(shape: Shape, submissions: Sequence[Submission], at: datetime) -> None:
    kept = {
        one.submission_id: one
        for one in Scoring.objects.select_for_update().filter(submission__in=submissions, closed_at=None)
    }
    made, changed = [], []
    for submission in submissions:
        scoring = kept.get(submission.pk)
        if scoring is None:
            made.append(Scoring(submission=submission, points=[None] * shape.width))
            scoring = made[-1]
        else:
            _require_reasons(shape, submission, scoring)
            changed.append(scoring)
        _write_down(shape, submission, scoring, at)
    Scoring.objects.bulk_create(made, batch_size=2000)
    Scoring.objects.bulk_update(
        changed, ["closed_at", "final_points", "own_total", "own_band", "total", "band"], batch_size=500
    )


def _require_reasons(shape: Shape, submission: Submission, scoring: Scoring) -> None:
    upper = upper_scores(submission, scoring, shape.criteria)
    lacking = [line.label for line in shape.criteria if upper[line.position].lacks_reason]
    if lacking:
        sentence = _(
            "%(unit)s: %(count)d tiêu chí chấm khác điểm tự chấm mà chưa ghi lý do: %(lines)s. Mở «Chấm điểm» để ghi."
        )
        shown = ", ".join(lacking[:3]) + (" …" if len(lacking) > 3 else "")
        words = {"unit": submission.unit.code, "count": len(lacking), "lines": shown}
        raise Refused(sentence % words)


def _write_down(shape: Shape, submission: Submission, scoring: Scoring, at: datetime) -> None:
    scale, lines = shape.scale, shape.criteria
    if scale is None:
        return
    own = added_up(scale, lines, [stored_cell(submission, line) for line in lines])
    cells = [final_cell(submission, scoring, line) for line in lines]
    final = added_up(scale, lines, cells)
    scoring.final_points = [None] * shape.width
    for line, cell in zip(lines, cells, strict=True):
        scoring.final_points[line.position] = counted_points(line, cell)
    scoring.closed_at = at
    scoring.own_total, scoring.own_band = own.total, own.band
    scoring.total, scoring.band = final.total, final.band
