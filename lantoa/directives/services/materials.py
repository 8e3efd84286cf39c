"""Lay out what is read for a topic: documents and links, in order; take away and put back."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.directives.models import StudyTopic, TopicMaterial
from lantoa.directives.outreach_texts import check_link
from lantoa.directives.permissions.study import can_change_topic
from lantoa.organisation.access import require

MOST_MATERIALS = 30  # of one topic


@transaction.atomic
def add_material(
    *, actor: Actor, topic: StudyTopic, title: str, link: str = "", accepted: AcceptedFile | None = None
) -> TopicMaterial:
    """Add a file that passed the gate, or a link, last in the order.

    Raises Forbidden, or Refused: no title, neither or both of file and link, an address that is none, the same twice, too many.
    """
    topic = _locked(actor, topic)
    _check_title(title)
    if bool(link) == (accepted is not None):
        both = _("Chọn tệp, hoặc ghi địa chỉ; mỗi tài liệu một thứ.")
        raise Refused.at("link", both if link else _("Ghi địa chỉ trên mạng, hoặc chọn một tệp."))
    if link:
        check_link(link)
    _refuse_too_many(topic)
    file = keep(accepted) if accepted else None
    standing = topic.materials.filter(removed_at=None)
    same = standing.filter(file=file).first() if file else standing.filter(link=link).first()
    if same is not None:
        sentence = _("Tài liệu này đã có: «%(title)s».") % {"title": same.title}
        raise Refused.at("file" if file else "link", sentence)
    last = topic.materials.aggregate(last=Max("position"))["last"]
    made = TopicMaterial.objects.create(
        topic=topic,
        position=0 if last is None else last + 1,
        title=title.strip(),
        link=link,
        file=file,
        name=accepted.name if accepted else "",
    )
    _note(actor, "topic_material.added", topic, {"title": made.title})
    return made


@transaction.atomic
def change_material(*, actor: User, material: TopicMaterial, title: str, link: str = "") -> TopicMaterial:
    """Call it otherwise, or mend its address. Raises Forbidden, Refused as `add_material`."""
    topic = _locked(actor, material.topic)
    _check_title(title)
    if not material.file_id:
        if not link:
            raise Refused.at("link", _("Ghi địa chỉ trên mạng."))
        check_link(link)
        if topic.materials.filter(removed_at=None, link=link).exclude(pk=material.pk).exists():
            raise Refused.at("link", _("Địa chỉ này đã có trong tài liệu của chuyên đề."))
        material.link = link
    material.title = title.strip()
    material.save(update_fields=["title", "link"])
    _note(actor, "topic_material.changed", topic, {"title": material.title})
    return material


@transaction.atomic
def move_material(*, actor: User, material: TopicMaterial, up: bool) -> None:
    """One place up or down; at the edge nothing moves. Raises Forbidden."""
    topic = _locked(actor, material.topic)
    rows = list(topic.materials.filter(removed_at=None))
    at = [row.pk for row in rows].index(material.pk)
    to = at + (-1 if up else 1)
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for place, row in enumerate(rows):
        row.position = place
    TopicMaterial.objects.bulk_update(rows, ["position"])
    _note(actor, "topic_material.moved", topic, {"title": material.title, "place": to + 1})


@transaction.atomic
def remove_material(*, actor: User, material: TopicMaterial) -> None:
    """Take it away; it can be put back. Raises Forbidden."""
    topic = _locked(actor, material.topic)
    material.removed_at = clock.now()
    material.save(update_fields=["removed_at"])
    _note(actor, "topic_material.removed", topic, {"title": material.title})


@transaction.atomic
def restore_material(*, actor: User, material: TopicMaterial) -> None:
    """Put back what was taken away. Raises Forbidden, Refused: too many meanwhile, the same was added again."""
    topic = _locked(actor, material.topic)
    _refuse_too_many(topic)
    standing = topic.materials.filter(removed_at=None)
    same = standing.filter(file=material.file_id) if material.file_id else standing.filter(link=material.link)
    if same.exists():
        raise Refused(_("Tài liệu này đã được thêm lại. Không cần khôi phục."))
    material.removed_at = None
    material.save(update_fields=["removed_at"])
    _note(actor, "topic_material.restored", topic, {"title": material.title})


def _locked(actor: Actor, topic: StudyTopic) -> StudyTopic:
    found = StudyTopic.objects.select_for_update().get(pk=topic.pk)
    if isinstance(actor, User):
        require(can_change_topic(actor, found))
    return found


def _check_title(title: str) -> None:
    if looks_empty(title):
        raise Refused.at("title", _("Ghi tên tài liệu."))


def _refuse_too_many(topic: StudyTopic) -> None:
    if topic.materials.filter(removed_at=None).count() >= MOST_MATERIALS:
        raise Refused(_("Đã đủ %(most)d tài liệu. Bỏ bớt trước khi thêm.") % {"most": MOST_MATERIALS})


def _note(actor: Actor, act: str, topic: StudyTopic, after: dict[str, object]) -> None:
    record(actor, act, topic, chain=topic.unit_id, label=topic.code, after=after)
