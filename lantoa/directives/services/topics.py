"""Set topics of study and change them."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import looks_empty
from lantoa.directives.choices import SessionState, TopicSpan
from lantoa.directives.models import Directive, StudyTopic
from lantoa.directives.permissions.study import can_change_topic, can_set_topics
from lantoa.directives.queries.serving import besides
from lantoa.directives.services.codes import next_codes, one_at_a_time
from lantoa.directives.study_fields import own_fields, references_of
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit

LONGEST_TERM = 10  # years of a topic that is studied over a term


@dataclass(frozen=True)
class TopicText:
    title: str
    span: TopicSpan
    directive: Directive
    first_year: int
    last_year: int
    guidance: str = ""
    other_directives: tuple[Directive, ...] = ()  # that it serves beside the leading one


@transaction.atomic
def set_topic(*, actor: Actor, unit: Unit, text: TopicText) -> StudyTopic:
    """Set what the units below `unit` study. Raises Forbidden, or Refused: years out of order, too long, the same topic twice."""
    if isinstance(actor, User):
        require(can_set_topics(actor, unit))
    _check_topic(text)
    one_at_a_time("topics")
    _refuse_second_topic(unit, text, None)
    code = next_codes("CD", StudyTopic, [text.first_year], 3)[0]
    topic = StudyTopic.objects.create(code=code, unit=unit, **own_fields(text))
    topic.other_directives.set(besides(text.directive, text.other_directives))
    record(actor, "study_topic.set", topic, chain=unit.pk, label=code, after=_topic_picture(topic))
    return topic


@transaction.atomic
def change_topic(*, actor: User, topic: StudyTopic, text: TopicText, row_version: int) -> StudyTopic:
    """Raises Forbidden, Conflict (somebody changed it meanwhile), Refused as `set_topic`, or where a session stands that the new
    years or directive would leave outside."""
    topic = StudyTopic.objects.select_for_update().get(pk=topic.pk)
    require(can_change_topic(actor, topic))
    if topic.row_version != row_version:
        raise Conflict(_("Chuyên đề vừa được người khác sửa. Tải lại trang rồi sửa lại."))
    _check_topic(text)
    one_at_a_time("topics")
    _refuse_second_topic(topic.unit, text, topic.pk)
    outside = topic.sessions.exclude(state=SessionState.CANCELLED).exclude(
        held_on__year__gte=text.first_year, held_on__year__lte=text.last_year
    )
    if outside.exists():
        sentence = _(
            "Đã có buổi học của chuyên đề này ngoài các năm mới. Giữ các năm, hoặc lập chuyên đề khác."
        )
        raise Refused.at("last_year", sentence)
    before = _topic_picture(topic)
    for name, value in own_fields(text).items():
        setattr(topic, name, value)
    topic.row_version += 1
    topic.save()
    topic.other_directives.set(besides(text.directive, text.other_directives))
    after = _topic_picture(topic)
    if before != after:
        record(
            actor,
            "study_topic.changed",
            topic,
            chain=topic.unit_id,
            label=topic.code,
            before=before,
            after=after,
        )
    return topic


def _check_topic(text: TopicText) -> None:
    if looks_empty(text.title):
        raise Refused.at("title", _("Ghi tên chuyên đề."))
    if text.span == TopicSpan.YEAR and text.first_year != text.last_year:
        raise Refused.at(
            "last_year", _("Chuyên đề năm chỉ học trong một năm. Học nhiều năm thì chọn chuyên đề toàn khóa.")
        )
    if text.last_year < text.first_year:
        raise Refused.at("last_year", _("Năm cuối phải từ năm đầu trở đi."))
    if text.last_year - text.first_year >= LONGEST_TERM:
        raise Refused.at(
            "last_year", _("Chuyên đề toàn khóa dài nhất %(most)d năm.") % {"most": LONGEST_TERM}
        )


def _refuse_second_topic(unit: Unit, text: TopicText, beside: uuid.UUID | None) -> None:
    same = StudyTopic.objects.filter(unit=unit, title=text.title, first_year=text.first_year)
    found = (same.exclude(pk=beside) if beside else same).first()
    if found is not None:
        raise Refused.at("title", _("Chuyên đề này đã có, mã %(code)s.") % {"code": found.code})


def _topic_picture(topic: StudyTopic) -> dict[str, Any]:
    names = ("title", "span", "first_year", "last_year", "guidance")
    return {
        **{name: getattr(topic, name) for name in names},
        "directive": topic.directive.reference,
        "other_directives": references_of(topic),
    }
