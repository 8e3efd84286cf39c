"""A directive, a topic of the bloc, and how to plan and hold sessions of the office."""

from datetime import date

from lantoa.core.actor import SYSTEM
from lantoa.directives.choices import SessionKind, TopicSpan
from lantoa.directives.models import Directive, StudySession, StudyTopic
from lantoa.directives.services.directives import NewDirective, enter_directives
from lantoa.directives.services.sessions import SessionPlan, SessionTold, plan_session, tell_session
from lantoa.directives.services.topics import TopicText, set_topic
from lantoa.organisation.models import Unit
from tests.cast import Cast

HELD = SessionTold(90, 20, 17, 2, 5, ["Trả kết quả trước hẹn từ tháng 5/2021."])
DAY = date(2021, 3, 15)


def directive() -> Directive:
    found = Directive.objects.first()
    if found is not None:
        return found
    new = NewDirective(
        "05-CT/TW", "Chỉ thị", "Bộ Chính trị", date(2016, 5, 15), "học tập", "Chỉ thị 05", "làm theo"
    )
    return enter_directives(actor=SYSTEM, unit=Unit.objects.get(code="KHOI"), directives=[new])[0]


def topic_text(title: str = "Ý chí tự lực", first: int = 2021, last: int = 2021) -> TopicText:
    span = TopicSpan.YEAR if first == last else TopicSpan.TERM
    return TopicText(title, span, directive(), first, last, "Liên hệ việc của đơn vị.")


def topic(cast: Cast, text: TopicText | None = None) -> StudyTopic:
    return set_topic(actor=cast.propaganda_officer, unit=cast.bloc, text=text or topic_text())


def plan(
    day: date = DAY,
    kind: SessionKind = SessionKind.DISSEMINATION,
    of: StudyTopic | None = None,
    title: str = "Học tập chuyên đề năm",
) -> SessionPlan:
    return SessionPlan(title, kind, directive(), day, of, speaker="Báo cáo viên Tỉnh ủy")


def planned(cast: Cast, what: SessionPlan | None = None) -> StudySession:
    return plan_session(actor=cast.unit_reporter, unit=cast.office, plan=what or plan())


def held(cast: Cast, what: SessionPlan | None = None, told: SessionTold = HELD) -> StudySession:
    made = planned(cast, what)
    return tell_session(actor=cast.unit_reporter, session=made, told=told, row_version=made.row_version)
