"""What a duty says, and whether it can be said of a version."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.directives.duty_kinds import TASK, kind_of
from lantoa.directives.issuing_steps import check_day
from lantoa.directives.models import DirectivePart, Duty, Issuing


@dataclass(frozen=True)
class DutyText:
    """What, by when, what proves it; the sentence of a part, word for word; and what it becomes: a task of each unit, or one of
    `duty_kinds` with what was chosen of it."""

    title: str
    due_on: date
    proof_wanted: str = ""
    part: DirectivePart | None = None
    sentence: str = ""
    kind: str = TASK
    choice: str = ""


def check_duty(issuing: Issuing, text: DutyText, actor: Actor) -> None:
    """Refused as `put_duty` says; asked again when it is issued, for days pass in between."""
    if looks_empty(text.title):
        sentence = _("Ghi việc phải làm.")
        raise Refused.at("title", sentence)
    check_day(text.due_on)
    if text.part is not None and text.part.version_id != issuing.version_id:
        sentence = _("Phần này không thuộc phiên bản đang phát động.")
        raise Refused.at("part", sentence)
    if text.part is None and text.sentence and DirectivePart.objects.filter(version=issuing.version).exists():
        sentence = _("Chọn phần của văn bản có câu này.")
        raise Refused.at("part", sentence)
    if text.part is not None and text.sentence and _plain(text.sentence) not in _plain(text.part.text):
        sentence = _(
            "Câu này không có nguyên văn trong phần đã chọn. Chép đúng từng chữ, hoặc đánh dấu ngay trong văn bản."
        )
        raise Refused.at("sentence", sentence)
    if text.kind != TASK:
        _check_kind(issuing, text, actor)


def _check_kind(issuing: Issuing, text: DutyText, actor: Actor) -> None:
    kind = kind_of(text.kind)
    if kind is None or text.choice not in dict(kind.offered(issuing.unit)):
        sentence = _("Việc «%(title)s»: lựa chọn này không còn. Mở việc ra chọn lại.") % {"title": text.title}
        raise Refused.at("becomes", sentence)
    if isinstance(actor, User) and not kind.may_make(actor, issuing.unit):
        sentence = _(
            "Việc «%(title)s» thành %(kind)s; người phát động phải có quyền lập %(kind)s. Nhờ người có quyền phát động, hoặc "
            "giao thành nhiệm vụ."
        ) % {"title": text.title, "kind": str(kind.label).lower()}
        raise Refused.at("becomes", sentence)
    if len(text.title) > kind.longest_title:
        sentence = _("Tên %(kind)s dài nhất %(most)d ký tự. Viết gọn lại.") % {
            "kind": str(kind.label).lower(),
            "most": kind.longest_title,
        }
        raise Refused.at("title", sentence)


def _plain(text: str) -> str:
    return " ".join(text.split())


def duty_text(duty: Duty) -> DutyText:
    """As it stands."""
    return DutyText(
        duty.title, duty.due_on, duty.proof_wanted, duty.part, duty.sentence, duty.kind, duty.choice
    )
