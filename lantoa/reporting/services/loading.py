"""Bring in many reports at once, with the same checks: the sample, and history from before the system."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import NumberError
from lantoa.organisation.access import require
from lantoa.reporting import sources
from lantoa.reporting.checks import check_figure
from lantoa.reporting.choices import WITH_UNIT, Qualifier, SubmissionState
from lantoa.reporting.divided import add_up
from lantoa.reporting.filling import send_faults
from lantoa.reporting.models import Collection, Obligation, Submission, SubmissionText
from lantoa.reporting.permissions import may
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.services.rollups import mark_dirty
from lantoa.reporting.services.scores import close_scores
from lantoa.reporting.snapshot import take_snapshot


@dataclass(frozen=True)
class ReportRow:
    """One unit's report as it stood. `values` and `notes` by indicator code, `texts` by the narrative's
    position.

    A figure left out is missing, unless its line has a register, which then fills it. `overruled` lines keep the given figure
    against the register; at `confirmed` lines the unit has confirmed the register's. Times and people are those of the story;
    a state needs the ones that lead to it.
    """

    unit_id: uuid.UUID
    values: Mapping[str, int | Decimal | None]
    state: SubmissionState = SubmissionState.ACCEPTED
    notes: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)
    estimates: Sequence[str] = ()
    qualifiers: Mapping[str, Qualifier] = field(default_factory=dict)
    overruled: Sequence[str] = ()
    confirmed: Sequence[str] = ()
    saved_at: datetime | None = None
    saved_by: User | None = None
    submitted_at: datetime | None = None
    submitted_by: User | None = None
    decided_at: datetime | None = None
    decided_by: User | None = None
    return_reason: str = ""
    return_lines: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def load_reports(*, actor: Actor, collection: Collection, rows: Iterable[ReportRow]) -> list[Submission]:
    """Replace untouched drafts of a collection by reports in the given states; a few statements for all of
    them.

    Checks what the screens check: figures, hard relations, missing lines, reasons. Raises Forbidden, or
    Refused naming the first
    units and faults: nothing is loaded then. Accepted ones mark the totals above them.
    """
    require(may(actor, "collection.open", collection.owner))
    rows = list(rows)
    shape = shape_of(collection.sheet_version_id)
    drafts = _untouched(collection, rows)
    registers = _registers(collection, shape, rows)
    made: list[Submission] = []
    faults: list[str] = []
    for row in rows:
        submission = _submission(collection, shape, drafts[row.unit_id], row)
        faults.extend(_fill(submission, shape, row, registers))
        made.append(submission)
    if faults:
        raise Refused(_("Không nạp được: %(faults)s") % {"faults": " ".join(faults[:10])})
    take_snapshot(collection, [one for one in made if one.state == SubmissionState.ACCEPTED])
    Submission.objects.filter(pk__in=[one.pk for one in made]).delete()
    Submission.objects.bulk_create(made, batch_size=500)
    _write_texts(shape, made, rows)
    _mark_first_sending(collection, made)
    acts = [
        Act("submission.loaded", one, one.unit_id, collection.code, after={"state": str(one.state)})
        for one in made
    ]
    record_many(actor, acts)
    accepted = [one for one in made if one.state == SubmissionState.ACCEPTED]
    close_scores(accepted, clock.now())
    mark_dirty(accepted)
    return made


def load_accepted(*, actor: Actor, collection: Collection, rows: Iterable[ReportRow]) -> list[Submission]:
    """`load_reports` for reports that all count already; refuses other states."""
    rows = list(rows)
    if any(row.state != SubmissionState.ACCEPTED for row in rows):
        raise Refused(_("Chỉ nạp được báo cáo đã duyệt bằng cách này."))
    return load_reports(actor=actor, collection=collection, rows=rows)


def _untouched(collection: Collection, rows: Sequence[ReportRow]) -> dict[uuid.UUID, Submission]:
    ids = [row.unit_id for row in rows]
    if len(set(ids)) != len(ids):
        raise Refused(_("Một đơn vị có hai báo cáo trong cùng một lần nạp."))
    found = {
        one.unit_id: one
        for one in Submission.objects.select_for_update().filter(
            collection=collection, unit__in=ids, version_number=1, row_version=1, state=SubmissionState.DRAFT
        )
    }
    lacking = [unit_id for unit_id in ids if unit_id not in found]
    if lacking:
        raise Refused(
            _("Có %(count)d đơn vị không phải báo cáo đợt này, hoặc đã nhập số liệu.")
            % {"count": len(lacking)}
        )
    return found


def _registers(
    collection: Collection, shape: Shape, rows: Sequence[ReportRow]
) -> dict[str, dict[uuid.UUID, sources.SourceCount]]:
    ids = [row.unit_id for row in rows]
    codes = sorted({line.source for line in shape.lines if line.source})
    return {code: sources.counts_for(code, ids, collection.period) for code in codes}


def _submission(collection: Collection, shape: Shape, draft: Submission, row: ReportRow) -> Submission:
    place = {code: line.position for code, line in shape.by_code.items()}
    unknown = sorted(
        {
            *row.values,
            *row.notes,
            *row.estimates,
            *row.qualifiers,
            *row.overruled,
            *row.confirmed,
            *row.return_lines,
        }
        - place.keys()
    )
    if unknown:
        raise Refused(_("Biểu không có chỉ tiêu %(codes)s.") % {"codes": ", ".join(unknown)})
    return Submission(
        id=draft.pk,
        collection=collection,
        unit_id=row.unit_id,
        state=row.state,
        values=[None] * shape.width,
        source_values=[None] * shape.width,
        not_applicable=draft.not_applicable,
        qualifiers={str(place[code]): Qualifier.ESTIMATED.value for code in row.estimates}
        | {str(place[code]): word.value for code, word in row.qualifiers.items()},
        overruled=sorted(place[code] for code in row.overruled),
        notes={str(place[code]): text for code, text in row.notes.items()},
        row_version=2,
        created_at=draft.created_at,
        saved_at=row.saved_at or row.submitted_at,
        saved_by=row.saved_by or row.submitted_by,
        authors=[row.saved_by.pk] if row.saved_by else [],
        handed_at=row.saved_at if row.state == SubmissionState.HANDED else None,
        handed_by=row.saved_by if row.state == SubmissionState.HANDED else None,
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        return_reason=row.return_reason,
        return_lines={str(place[code]): text for code, text in row.return_lines.items()},
    )


def _fill(
    submission: Submission,
    shape: Shape,
    row: ReportRow,
    registers: Mapping[str, Mapping[uuid.UUID, sources.SourceCount]],
) -> list[str]:
    """Put the figures in; returns the sentences of what is wrong."""
    faults: list[str] = []
    for code, value in row.values.items():
        line = shape.by_code[code]
        try:
            submission.values[line.position] = check_figure(line, value)
        except NumberError as error:
            faults.append(f"{line.label}: {error.sentence}")
    for line in shape.lines:
        said = registers.get(line.source, {}).get(row.unit_id)
        if said is None:
            continue
        submission.source_values[line.position] = Decimal(said.value)
        if line.position not in submission.overruled and line.position not in submission.not_applicable:
            submission.values[line.position] = Decimal(said.value)
            if line.indicator.code in row.confirmed:
                submission.confirmed[str(line.position)] = str(Decimal(said.value))
    # A total that the paper states stays as stated: the difference from its parts is shown.
    add_up(submission, shape, stated=[shape.by_code[code].position for code in row.values])
    if row.state not in WITH_UNIT:
        if all(value is None for value in submission.values):
            faults.append(_("Báo cáo chưa có số liệu nào. Nhập số liệu, không có thì ghi 0."))
        for name, sentence in send_faults(shape, submission).items():
            faults.append(f"{shape.lines[int(name[2:])].full_label}: {sentence}")
    return faults


def _mark_first_sending(collection: Collection, made: Sequence[Submission]) -> None:
    sent = {one.unit_id: one.submitted_at for one in made if one.submitted_at is not None}
    rows = list(Obligation.objects.filter(collection=collection, unit__in=list(sent)))
    for row in rows:
        row.first_sent_at = sent[row.unit_id]
    Obligation.objects.bulk_update(rows, ["first_sent_at"], batch_size=2000)


def _write_texts(shape: Shape, made: Sequence[Submission], rows: Sequence[ReportRow]) -> None:
    SubmissionText.objects.bulk_create(
        [
            SubmissionText(submission=one, narrative=shape.narratives[place], text=text)
            for one, row in zip(made, rows, strict=True)
            for place, text in row.texts.items()
        ],
        batch_size=2000,
    )
