"""Files that prove what was done: added while the unit works or with its report, taken away and put back until it is reported."""

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.organisation.access import require
from lantoa.tasks.choices import OPEN
from lantoa.tasks.models import Task, TaskProof
from lantoa.tasks.permissions import can_do_for

MOST_FILES = 20  # of one task


@transaction.atomic
def add_proof(*, actor: Actor, task: Task, accepted: AcceptedFile, caption: str = "") -> TaskProof:
    """Keep a file that passed the gate (pictures come without their metadata), last among those of the task.

    Raises Forbidden, or Refused: not open, the same file twice, too many files.
    """
    return place_proof(actor=actor, task=_held_open(actor, task), accepted=accepted, caption=caption)


@transaction.atomic
def remove_proof(*, actor: Actor, proof: TaskProof) -> TaskProof:
    """Take it away; its file stays until it can no longer be put back. Raises Forbidden, Refused (not open, away already)."""
    task = _held_open(actor, proof.task)
    found = TaskProof.objects.get(pk=proof.pk)
    if found.removed_at is not None:
        raise Refused(_("Tệp này đã được bỏ rồi."))
    found.removed_at = clock.now()
    found.save(update_fields=["removed_at"])
    _note(actor, "task.proof_removed", task, found)
    return found


@transaction.atomic
def restore_proof(*, actor: Actor, proof: TaskProof) -> TaskProof:
    """Put back what was taken away. Raises Forbidden, or Refused: not open, too many files meanwhile, the same file again."""
    task = _held_open(actor, proof.task)
    found = TaskProof.objects.get(pk=proof.pk)
    _refuse_too_many(task)
    if task.proofs.filter(removed_at=None, file=found.file_id).exists():
        raise Refused(_("Tệp này đã được thêm lại. Không cần khôi phục."))
    found.removed_at = None
    found.save(update_fields=["removed_at"])
    _note(actor, "task.proof_restored", task, found)
    return found


@transaction.atomic
def place_proof(*, actor: Actor, task: Task, accepted: AcceptedFile, caption: str) -> TaskProof:
    """As `add_proof`, for a task that the caller has locked and whose doer it has asked for."""
    _refuse_too_many(task)
    file = keep(accepted)
    if task.proofs.filter(removed_at=None, file=file).exists():
        raise Refused.at(
            "file", _("Tệp này đã có trong minh chứng của nhiệm vụ. Chọn tệp khác, hoặc bỏ trống.")
        )
    made = task.proofs.create(file=file, name=accepted.name, caption=caption, added_at=clock.now())
    _note(actor, "task.proof_added", task, made)
    return made


def _held_open(actor: Actor, task: Task) -> Task:
    """Locked, of a unit for which the actor works. The task itself is not changed, so no version is asked for."""
    found = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    require(not isinstance(actor, User) or can_do_for(actor, found.unit_id))
    if found.state not in OPEN:
        raise Refused(_("Chỉ thêm, bỏ minh chứng khi việc đang làm. Đã báo xong thì rút báo cáo xong trước."))
    return found


def _refuse_too_many(task: Task) -> None:
    if task.proofs.filter(removed_at=None).count() >= MOST_FILES:
        raise Refused.at("file", _("Đã đủ %(most)d tệp. Bỏ bớt trước khi thêm.") % {"most": MOST_FILES})


def _note(actor: Actor, act: str, task: Task, proof: TaskProof) -> None:
    """Which file it was is told by its hash: what a person called it may say more than the record should keep."""
    after = {"file": proof.file.sha256, "size": proof.file.size}
    record(actor, act, task, chain=task.unit_id, label=task.code, after=after)
