"""Take an officer's old list, say how it is read, decide on its rows, put it aside. What it would do is `import_checking`'s to
find, and doing it `import_entering`'s.
"""

from collections.abc import Mapping
from typing import Final

from django.db import connection, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.reading import read_workbook
from lantoa.attachments.services import keep
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import folding_key
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.practices.choices import ImportState, RowDecision, RowVerdict
from lantoa.practices.models import PracticeImport, PracticeImportRow, RememberedWord
from lantoa.practices.old_lists.columns import UNREAD
from lantoa.practices.old_lists.rows import Columns
from lantoa.practices.old_lists.tables import laid_out, lines_below, sheet_of
from lantoa.practices.permissions import can_import
from lantoa.practices.services.imports.checking import begin_check

MOST_COLUMNS: Final = 60
OPEN: Final = {ImportState.COLUMNS, ImportState.CHECKED}
# What may be decided on rows of a kind; whether on a row of one is asked of the row itself.
DECIDABLE: Final[Mapping[str, frozenset[str]]] = {
    RowVerdict.NEW: frozenset({"", RowDecision.SKIP}),
    RowVerdict.NEXT: frozenset({"", RowDecision.SKIP}),
    RowVerdict.CONTINUES: frozenset({"", RowDecision.SKIP}),
    RowVerdict.ALIKE: frozenset({"", *RowDecision.values}),
}


@transaction.atomic
def take_list(*, actor: User, unit: Unit, accepted: AcceptedFile) -> PracticeImport:
    """Keep a list that passed the gate, and its cells; nothing is read into the registry.

    Raises Forbidden, and Refused where the file holds no table or more than `UPLOAD_LIMITS` lets in.
    """
    require(can_import(actor, unit))
    sheets = [laid_out(one) for one in read_workbook(accepted, max_columns=MOST_COLUMNS) if one.rows]
    if not sheets:
        sentence = _("Tệp không có dòng nào. Chọn tệp có danh sách mô hình rồi gửi lại.")
        raise Refused.at("file", sentence)
    made = PracticeImport.objects.create(
        code=_next_code(),
        unit=unit,
        file=keep(accepted),
        file_name=accepted.name,
        sheets=[one.kept() for one in sheets],
        made_by=actor.pk,
    )
    after = {"file": accepted.name, "sheets": len(sheets)}
    record(actor, "practice_import.taken", made, chain=unit.pk, label=made.code, after=after)
    return made


@transaction.atomic
def choose_columns(
    *, actor: User, practice_import: PracticeImport, sheet: int, columns: Columns, row_version: int
) -> PracticeImport:
    """Say how the list is read, remember it for the next one, and begin the dry run.

    Raises Forbidden; Conflict where somebody else chose meanwhile; Refused for a list that is entered or put aside, without a
    column of titles, or where nothing stands below the head.
    """
    held = locked_import(actor, practice_import, row_version)
    if held.state not in OPEN:
        raise Refused(_("Danh sách này đã xử lý xong hoặc đang chạy, không chọn lại cột được."))
    if "title" not in columns.places:
        sentence = _("Chọn cột nào là tên mô hình.")
        raise Refused.at("title", sentence)
    if len(set(columns.places.values())) < len(columns.places):
        raise Refused(_("Một cột của tệp chỉ chọn cho một nội dung. Xem lại các cột đã chọn."))
    if sheet >= len(held.sheets):
        raise Refused(_("Tệp không có trang tính đó. Chọn lại trang tính."))
    table = sheet_of(held.sheets[sheet])
    head = table.line(columns.head)
    if head is None or not any(lines_below(table, columns.head)):
        raise Refused(_("Dưới dòng tiêu đề đã chọn không có dòng nào. Chọn dòng tiêu đề khác."))
    by_place = {place: name for name, place in columns.places.items()}
    heads = {folding_key(cell): by_place.get(place, "") for place, cell in enumerate(head.cells) if cell}
    _remember(held.unit, "column", {key: name for key, name in heads.items() if key and key not in UNREAD})
    held.sheet_name = table.name[:100]
    held.reading = {
        "sheet": sheet,
        "head": columns.head,
        "places": dict(columns.places),
        "defaults": dict(columns.defaults),
        "fills_down": columns.fills_down,
    }
    begin_check(actor=actor, held=held)
    return held


@transaction.atomic
def understand_words(
    *, actor: User, practice_import: PracticeImport, meanings: Mapping[int, str], row_version: int
) -> PracticeImport:
    """Say what words of the list mean (place in `words` → a code or a state), remember it, and look at the list again.

    Raises Forbidden, Conflict, Refused where nothing was chosen.
    """
    held = locked_import(actor, practice_import, row_version)
    _require_checked(held)
    chosen = {at: meaning for at, meaning in meanings.items() if meaning and at < len(held.words)}
    if not chosen:
        raise Refused(_("Chưa chọn nghĩa cho từ nào. Chọn ít nhất một dòng rồi bấm lại."))
    for at, meaning in chosen.items():
        word = held.words[at]
        _remember(held.unit, word["kind"], {word["key"]: meaning})
    begin_check(actor=actor, held=held)
    return held


@transaction.atomic
def check_again(*, actor: User, practice_import: PracticeImport, row_version: int) -> PracticeImport:
    """Hold the list against the registry as it is now. Raises Forbidden, Conflict, Refused before columns are chosen."""
    held = locked_import(actor, practice_import, row_version)
    _require_checked(held)
    begin_check(actor=actor, held=held)
    return held


@transaction.atomic
def decide_rows(
    *, actor: User, practice_import: PracticeImport, decisions: Mapping[int, str], row_version: int
) -> int:
    """Decide on single rows, by their numbers; returns how many changed. Raises Forbidden, Conflict, and Refused where a decision
    does not go with its row: a practice of another unit is not gone on with.
    """
    held = locked_import(actor, practice_import, row_version)
    _require_checked(held)
    changed = []
    for row in held.rows.filter(number__in=list(decisions)):
        decision = decisions[row.number]
        if decision not in DECIDABLE.get(row.verdict, frozenset()) or (
            decision == RowDecision.CONTINUE and not row.may_continue
        ):
            raise Refused(
                _("Dòng %(number)d không quyết định như vậy được. Tải lại trang rồi chọn lại.")
                % {"number": row.number}
            )
        if row.decision != decision:
            row.decision = decision
            changed.append(row)
    PracticeImportRow.objects.bulk_update(changed, ["decision"], batch_size=500)
    _note_decisions(actor, held, {str(one.number): one.decision for one in changed})
    return len(changed)


@transaction.atomic
def decide_kind(
    *, actor: User, practice_import: PracticeImport, verdict: str, decision: str, row_version: int
) -> int:
    """Decide on all rows of a verdict at once; returns how many changed. «Go on with that practice» leaves rows out that are
    like a practice of another unit. Raises Forbidden, Conflict, Refused where the decision does not go with the verdict.
    """
    held = locked_import(actor, practice_import, row_version)
    _require_checked(held)
    if decision not in DECIDABLE.get(verdict, frozenset()):
        raise Refused(_("Không quyết định như vậy được cho loại dòng này."))
    rows = held.rows.filter(verdict=verdict).exclude(decision=decision)
    if decision == RowDecision.CONTINUE:
        rows = rows.filter(may_continue=True)
    changed = rows.update(decision=decision)
    _note_decisions(actor, held, {verdict: decision, "rows": changed} if changed else {})
    return changed


def _require_checked(held: PracticeImport) -> None:
    if held.state != ImportState.CHECKED:
        raise Refused(_("Danh sách này đang chạy hoặc đã xử lý xong. Tải lại trang."))


def _note_decisions(actor: User, held: PracticeImport, after: Mapping[str, object]) -> None:
    if not after:
        return
    held.row_version += 1
    held.save(update_fields=["row_version"])
    record(actor, "practice_import.decided", held, chain=held.unit_id, label=held.code, after=after)


@transaction.atomic
def discard_import(*, actor: User, practice_import: PracticeImport) -> PracticeImport:
    """Put a list aside; nothing of it is in the registry. Its cells go, the file stays as long as the list does.

    Raises Forbidden, Refused once it is entered.
    """
    held = locked_import(actor, practice_import)
    if held.state not in {*OPEN, ImportState.CHECKING}:
        raise Refused(
            _("Danh sách này đã nhập hoặc đang nhập, không bỏ được. Đã nhập rồi thì dùng «Hoàn tác».")
        )
    held.rows.all().delete()
    held.state, held.sheets, held.words = ImportState.DISCARDED, [], []
    held.row_version += 1
    held.save()
    record(actor, "practice_import.discarded", held, chain=held.unit_id, label=held.code)
    return held


def locked_import(
    actor: User, practice_import: PracticeImport, row_version: int | None = None
) -> PracticeImport:
    """The list as it is now, held until the transaction ends. Raises Forbidden; Conflict where it is not as it was seen."""
    rows = PracticeImport.objects.select_for_update(of=("self",)).select_related("unit")
    held = rows.get(pk=practice_import.pk)
    require(can_import(actor, held.unit_id))
    if row_version is not None and held.row_version != row_version:
        raise Conflict(
            _("Người khác vừa thay đổi danh sách này, hoặc nó vừa chạy xong. Xem lại trang rồi làm tiếp.")
        )
    return held


def _remember(unit: Unit, kind: str, meanings: Mapping[str, str]) -> None:
    RememberedWord.objects.bulk_create(
        [
            RememberedWord(unit=unit, kind=kind, key=key[:300], meaning=meaning)
            for key, meaning in meanings.items()
        ],
        update_conflicts=True,
        unique_fields=["unit", "kind", "key"],
        update_fields=["meaning"],
    )


def _next_code() -> str:
    """DS-<year>-<number>, one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('practices.imports'))")
    start = f"DS-{clock.today().year}-"
    taken = PracticeImport.objects.filter(code__startswith=start).order_by(Length("code").desc(), "-code")
    last = taken.values_list("code", flat=True).first()
    return f"{start}{int(last.rpartition('-')[2]) + 1 if last else 1:03d}"
