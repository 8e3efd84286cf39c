"""What duties of this room's issuings become: topics of study, and collections of reports."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.core import clock, periods
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.directives.choices import TopicSpan
from lantoa.directives.duty_kinds import DutyKind, register
from lantoa.directives.models import Duty
from lantoa.directives.permissions.study import can_set_topics
from lantoa.directives.queries.duties import raised_by
from lantoa.directives.services.topics import TopicText, set_topic
from lantoa.organisation.access import holds
from lantoa.organisation.models import Unit
from lantoa.reporting import raised
from lantoa.reporting.models import Collection
from lantoa.reporting.queries.openings import next_to_open
from lantoa.reporting.raised import Raised
from lantoa.reporting.services.collections import open_collection

STAYS_OPEN = timedelta(days=10)  # how long late reports are taken
Units = Callable[[], Sequence[Unit]]


def spans(unit: Unit) -> list[tuple[str, str]]:
    return [
        (TopicSpan.YEAR.value, _("Chuyên đề năm, của năm ghi ở hạn")),
        (TopicSpan.TERM.value, _("Chuyên đề toàn khóa, từ năm nay đến năm ghi ở hạn")),
    ]


def topic(actor: Actor, duty: Duty, units: Units) -> Reference:
    """The sentence of the part is the guidance."""
    span = TopicSpan(duty.choice)
    last = duty.due_on.year
    first = last if span == TopicSpan.YEAR else clock.today().year
    text = TopicText(duty.title, span, duty.issuing.version.directive, first, last, duty.sentence)
    made = set_topic(actor=actor, unit=duty.issuing.unit, text=text)
    return Reference("directives.studytopic", made.pk)


def collections(unit: Unit) -> list[tuple[str, str]]:
    return [
        (f"{version.sheet.code}/{period.code}", f"{version.sheet.name}, {period.label}")
        for version, period in next_to_open(unit)
    ]


def collection(actor: Actor, duty: Duty, units: Units) -> Reference:
    """Asks all whom the issuing names, due at the end of the duty's day."""
    issuing = duty.issuing
    code, _slash, wanted = duty.choice.rpartition("/")
    period = periods.from_code(wanted)
    version = next(
        (one for one, free in next_to_open(issuing.unit) if one.sheet.code == code and free == period), None
    )
    if version is None:
        raise Refused(_("Đợt thu này đã được mở, hoặc biểu không còn dùng. Mở việc ra chọn lại."))
    due_at = clock.instant(duty.due_on + timedelta(days=1), 0)
    made = open_collection(
        actor=actor,
        sheet_version=version,
        period=period,
        owner=issuing.unit,
        units=units(),
        title=duty.title,
        due_at=due_at,
        closes_at=due_at + STAYS_OPEN,
    )
    return Reference("reporting.collection", made.pk)


def raised_by_duty(user: User, collection: Collection) -> Raised | None:
    found = raised_by(user, Reference("reporting.collection", collection.pk))
    return Raised(f"{found.directive}: {found.duty.title}", found.url) if found else None


def register_all() -> None:
    raised.register(raised_by_duty)
    register(
        DutyKind(
            "topic", gettext_lazy("Chuyên đề học tập"), "book", can_set_topics, spans, topic, position=10
        )
    )
    register(
        DutyKind(
            "collection",
            gettext_lazy("Đợt thu báo cáo"),
            "report",
            lambda user, unit: holds(user, "collection.open", unit),
            collections,
            collection,
            longest_title=200,
            asks_each_unit=True,
            position=20,
        )
    )
