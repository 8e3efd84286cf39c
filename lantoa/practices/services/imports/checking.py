"""The dry run of an old list: what each row would do, held against the registry as it is now. The registry does not change."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock, queue
from lantoa.core.text import folding_key
from lantoa.practices.choices import ImportState, RowVerdict, YearState
from lantoa.practices.models import (
    Practice,
    PracticeImport,
    PracticeImportRow,
    PracticeYear,
)
from lantoa.practices.old_lists.tables import lines_below, sheet_of
from lantoa.practices.permissions import EDITABLE
from lantoa.practices.queries.import_likeness import Finder
from lantoa.practices.queries.practices import practices_visible_to
from lantoa.practices.services.imports.judging import Judge

AT_ONCE: Final = 200  # rows that are looked at within the request; more are a job's
BATCH: Final = 200


def begin_check(*, actor: User, held: PracticeImport) -> None:
    """Begin the dry run of a list that is locked: at once where it is short, else by a job."""
    held.row_version += 1
    held.state, held.done, held.refusal = ImportState.CHECKING, 0, ""
    held.total = sum(
        1 for _line in lines_below(sheet_of(held.sheets[held.reading["sheet"]]), held.reading["head"])
    )
    held.save()
    if held.total <= AT_ONCE:
        check_import(actor=actor, identity=held.pk, row_version=held.row_version)
    else:
        queue.defer(
            "practices.check_import",
            actor_id=str(actor.pk),
            import_id=str(held.pk),
            row_version=held.row_version,
        )
    held.refresh_from_db()


def check_import(*, actor: User, identity: uuid.UUID, row_version: int) -> None:
    """Look at every row, batch by batch; each batch is kept, so that the page shows how far it is.

    Given twice, or taken up again after it was interrupted, it begins anew. Where the list was chosen anew or put aside
    meanwhile it stops: what it found is of no use any more.
    """
    held = PracticeImport.objects.select_related("unit").filter(pk=identity, row_version=row_version).first()
    if held is None or held.state != ImportState.CHECKING:
        return
    before = {
        number: (verdict, match, decision)
        for number, verdict, match, decision in held.rows.exclude(decision="").values_list(
            "number", "verdict", "match", "decision"
        )
    }
    judge = Judge.of(held, clock.today())
    rows = judge.rows()
    _against_registry(actor, judge, rows)
    finder = Finder(actor)
    with transaction.atomic():
        held.rows.all().delete()
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        _against_likeness(finder, batch)
        for row in batch:
            verdict, match, decision = before.get(row.number, ("", None, ""))
            if verdict == row.verdict and match == row.match_id:
                row.decision = decision
        with transaction.atomic():
            if not _still(held):
                return
            PracticeImportRow.objects.bulk_create(batch)
            PracticeImport.objects.filter(pk=held.pk).update(done=start + len(batch), total=len(rows))
    with transaction.atomic():
        if not _still(held):
            return
        found = Counter(row.verdict for row in rows)
        PracticeImport.objects.filter(pk=held.pk).update(
            state=ImportState.CHECKED,
            total=len(rows),
            done=len(rows),
            left_out=judge.left_out,
            words=judge.told_words(),
        )
        record(
            actor,
            "practice_import.checked",
            held,
            chain=held.unit_id,
            label=held.code,
            after=dict(sorted(found.items())),
        )


def _still(held: PracticeImport) -> bool:
    """Whether it is still this dry run that is asked for; holds the list until the transaction ends."""
    rows = PracticeImport.objects.select_for_update().filter(
        pk=held.pk, row_version=held.row_version, state=ImportState.CHECKING
    )
    return rows.exists()


def _against_registry(actor: User, judge: Judge, rows: Sequence[PracticeImportRow]) -> None:
    """Practices that a row names by code or by unit and title, in the registry or in a row before it. Three statements."""
    sound = [row for row in rows if row.verdict == RowVerdict.NEW]
    codes = {judge.said[row.number].code for row in sound} - {""}
    units = {row.unit_id for row in sound if row.unit_id}
    told = ("code", "title", "unit", "holder")
    found = list(
        Practice.originals.filter(Q(code__in=codes) | Q(unit__in=units) | Q(holder__in=units))
        .select_related("merged_into")
        .only("merged_into", *told, *(f"merged_into__{name}" for name in told))
    )
    by_code = {one.code: one for one in found}
    by_title: dict[tuple[uuid.UUID | None, str], Practice] = {}
    for one in found:
        for unit in {one.unit_id, one.holder_id} - {None}:
            by_title.setdefault((unit, folding_key(one.title)), one)
    matched: dict[int, Practice] = {}
    for row in sound:
        code = judge.said[row.number].code
        match = by_code.get(code) if code else by_title.get((row.unit_id, folding_key(row.title)))
        if match is not None:
            matched[row.number] = match.merged_into or match
    identities = {one.pk for one in matched.values()}
    seen = set(practices_visible_to(actor).filter(pk__in=identities).values_list("pk", flat=True))
    years = _years_of(identities)
    own = {one.unit_id for one in judge.names.versions}
    claimed: dict[tuple[object, int], int] = {}
    first: dict[tuple[uuid.UUID | None, str], PracticeImportRow] = {}
    for row in sound:
        match, code = matched.get(row.number), judge.said[row.number].code
        if code and (match is None or match.pk not in seen or match.unit_id not in own):
            sentence = _(
                "Không có mô hình mã %(code)s trong các đơn vị thuộc cấp ủy. Mô hình chưa có mã thì xóa ô này."
            )
            judge.fault(row, "code", sentence % {"code": code})
            continue
        key: object = (row.unit_id, folding_key(row.title))
        if match is not None:
            _carry_on(judge, row, match, years.get(match.pk, {}), is_seen=match.pk in seen)
            key = match.pk
        if row.verdict not in (RowVerdict.NEW, RowVerdict.CONTINUES) or _is_repeated(
            judge, row, key, claimed
        ):
            continue
        claimed |= {(key, year): row.number for year in row.years}
        if match is None:
            earlier = first.setdefault((row.unit_id, folding_key(row.title)), row)
            if earlier is not row:
                row.verdict, row.first_row = RowVerdict.NEXT, earlier.number


def _years_of(practices: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[int, str]]:
    """Practice → year → its state."""
    found: dict[uuid.UUID, dict[int, str]] = {}
    rows = PracticeYear.objects.filter(practice__in=practices).order_by("year")
    for practice, year, state in rows.values_list("practice", "year", "state"):
        found.setdefault(practice, {})[year] = state
    return found


def _is_repeated(
    judge: Judge, row: PracticeImportRow, key: object, claimed: Mapping[tuple[object, int], int]
) -> bool:
    """Whether a row before tells the same practice in the same years; in some of them only, that is a fault."""
    earlier = [claimed[key, year] for year in row.years if (key, year) in claimed]
    if earlier and len(earlier) == len(row.years):
        row.verdict, row.first_row = RowVerdict.REPEATED, earlier[0]
    elif earlier:
        sentence = _("Một phần các năm này đã có ở dòng %(number)d. Để lại ở đây những năm khác.")
        judge.fault(row, "year", sentence % {"number": earlier[0]})
    return bool(earlier)


def _carry_on(
    judge: Judge, row: PracticeImportRow, match: Practice, years: Mapping[int, str], *, is_seen: bool
) -> None:
    """A row whose practice is in the registry."""
    if row.unit_id is None:
        row.unit_id = match.unit_id
    if row.unit_id not in (match.unit_id, match.holder_id):
        sentence = _(
            "Mô hình này trong sổ là %(code)s của đơn vị khác với đơn vị ghi trong dòng. Ghi đơn vị ấy, hoặc sửa mã, sửa tên."
        )
        judge.fault(row, "code", sentence % {"code": match.code})
        return
    if not is_seen or any(years.get(year) in EDITABLE for year in row.years):
        sentence = _(
            "Đơn vị đang soạn mô hình cùng tên này. Để đơn vị hoàn thành đăng ký; bỏ dòng này khỏi tệp."
        )
        judge.fault(row, "title", sentence)
        return
    row.match, row.may_continue = match, True
    new = [year for year in row.years if year not in years]
    if not new:
        row.verdict = RowVerdict.SAME
        kept = YearState(years[row.years[0]])
        if kept != row.state:
            sentence = _("Sổ ghi «%(state)s»; giữ như trong sổ.") % {"state": kept.label}
            judge.said[row.number].hint("state", sentence)
        return
    if new[0] < min(years):
        told = {"code": match.code, "first": min(years), "year": new[0]}
        sentence = _(
            "%(code)s có trong sổ từ năm %(first)d; dòng này ghi năm %(year)d, sớm hơn. Kiểm tra lại năm."
        )
        judge.fault(row, "year", sentence % told)
        return
    row.verdict = RowVerdict.CONTINUES


def _against_likeness(finder: Finder, batch: Sequence[PracticeImportRow]) -> None:
    """Rows that tell in other words what the registry has already: the officer decides. Seven statements for a batch."""
    asked = [row for row in batch if row.verdict == RowVerdict.NEW]
    texts = [(row.title, "\n".join(filter(None, (row.content, row.result)))) for row in asked]
    for row, like in zip(asked, finder.alike(texts), strict=True):
        if like is not None:
            row.verdict, row.match_id, row.passages = RowVerdict.ALIKE, like.practice, like.passages
    matches = {row.match_id for row in asked if row.match_id}
    owners = {
        practice: units
        for practice, *units in Practice.objects.filter(pk__in=matches).values_list("pk", "unit", "holder")
    }
    years = _years_of(matches)
    for row in asked:
        if row.match_id is not None:
            known = years[row.match_id]
            later = all(year not in known and year > min(known) for year in row.years)
            row.may_continue = later and row.unit_id in owners[row.match_id]
