"""Add what proves a practice, say what it shows, put it in order, take it away and put it back."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.organisation.access import require
from lantoa.practices.models import Evidence, PracticeYear
from lantoa.practices.permissions import can_prove
from lantoa.practices.proving import check_words
from lantoa.practices.services import file_words

MOST_FILES = 20  # of one year


@transaction.atomic
def add_evidence(
    *,
    actor: User,
    year: PracticeYear,
    accepted: AcceptedFile,
    caption: str,
    shows_people: bool = False,
    consent: bool = False,
) -> Evidence:
    """Keep a file that passed the gate (pictures come without their metadata), last in the order of its year.

    Raises Forbidden, or Refused: no caption, people in the picture without their consent, the same file twice, too many files, a
    year that is decided.
    """
    year = _locked(actor, year)
    check_words(caption, accepted.media_type, shows_people, consent)
    standing = Evidence.objects.filter(year=year, removed_at=None)
    if standing.count() >= MOST_FILES:
        raise Refused(_("Năm này đã đủ %(most)d minh chứng. Bỏ bớt trước khi thêm.") % {"most": MOST_FILES})
    file = keep(accepted)
    same = standing.filter(file=file).first()
    if same is not None:
        sentence = _("Tệp này đã có trong minh chứng: «%(caption)s».") % {"caption": same.caption}
        raise Refused(sentence, fields={"file": sentence})
    last = Evidence.objects.filter(year=year).aggregate(last=Max("position"))["last"]
    made = Evidence.objects.create(
        year=year,
        file=file,
        name=accepted.name,
        caption=caption,
        position=0 if last is None else last + 1,
        shows_people=shows_people,
        added_by=actor,
    )
    _note(actor, "evidence.added", made, after={"caption": caption, "size": accepted.size})
    file_words.read_later(made)
    return made


@transaction.atomic
def change_evidence(
    *, actor: User, evidence: Evidence, caption: str, shows_people: bool, consent: bool, row_version: int
) -> Evidence:
    """Say anew what it shows. Raises Forbidden, Conflict, Refused as `add_evidence`."""
    evidence = _held(actor, evidence)
    if evidence.row_version != row_version:
        raise Conflict(_("Minh chứng này vừa được người khác sửa. Tải lại trang rồi sửa lại."))
    check_words(caption, evidence.file.media_type, shows_people, consent)
    before = {"caption": evidence.caption, "shows_people": evidence.shows_people}
    evidence.caption, evidence.shows_people = caption, shows_people
    evidence.row_version += 1
    evidence.save()
    file_words.name_anew(evidence)
    _note(
        actor,
        "evidence.changed",
        evidence,
        before=before,
        after={"caption": caption, "shows_people": shows_people},
    )
    return evidence


@transaction.atomic
def move_evidence(*, actor: User, evidence: Evidence, up: bool) -> None:
    """One place up or down among those of its year; at the edge nothing moves. Raises Forbidden."""
    evidence = _held(actor, evidence)
    rows = list(Evidence.objects.filter(year=evidence.year_id, removed_at=None))
    at = [row.pk for row in rows].index(evidence.pk)
    to = at + (-1 if up else 1)
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for place, row in enumerate(rows):
        row.position = place
    Evidence.objects.bulk_update(rows, ["position"])
    _note(actor, "evidence.moved", evidence, after={"position": to + 1})


@transaction.atomic
def remove_evidence(*, actor: User, evidence: Evidence) -> Evidence:
    """Take it away; its file stays until it can no longer be put back. Raises Forbidden."""
    evidence = _held(actor, evidence)
    evidence.removed_at = clock.now()
    evidence.save(update_fields=["removed_at"])
    _note(actor, "evidence.removed", evidence, before={"caption": evidence.caption})
    return evidence


@transaction.atomic
def restore_evidence(*, actor: User, evidence: Evidence) -> Evidence:
    """Put back what was taken away. Raises Forbidden, or Refused: too many files meanwhile, the same file again."""
    evidence = _held(actor, evidence)
    standing = Evidence.objects.filter(year=evidence.year_id, removed_at=None)
    if standing.count() >= MOST_FILES:
        raise Refused(_("Năm này đã đủ %(most)d minh chứng. Bỏ bớt trước khi thêm.") % {"most": MOST_FILES})
    if standing.filter(file=evidence.file_id).exists():
        raise Refused(_("Tệp này đã được thêm lại. Không cần khôi phục."))
    evidence.removed_at = None
    evidence.save(update_fields=["removed_at"])
    _note(actor, "evidence.restored", evidence, after={"caption": evidence.caption})
    return evidence


def _locked(actor: User, year: PracticeYear) -> PracticeYear:
    rows = PracticeYear.with_set_aside.select_for_update(of=("self",)).select_related("practice")
    found = rows.get(pk=year.pk)  # one that a merger has set aside takes no more
    require(
        can_prove(actor, found),
        _("Chỉ đơn vị có mô hình thêm, sửa minh chứng, và chỉ khi năm này chưa được quyết định."),
    )
    return found


def _held(actor: User, evidence: Evidence) -> Evidence:
    _locked(actor, evidence.year)
    return Evidence.objects.select_related("file", "year__practice").get(pk=evidence.pk)


def _note(actor: User, act: str, evidence: Evidence, **pictures: object) -> None:
    practice = evidence.year.practice
    label = f"{practice.code}/{evidence.year.year}"
    record(actor, act, practice, chain=practice.unit_id, label=label, **pictures)  # type: ignore[arg-type]
