"""Directives, how they are studied, planned and issued."""

import uuid
from datetime import date, timedelta

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import store
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.directives.choices import (
    Audience,
    Channel,
    LinkKind,
    OutreachKind,
    OutreachState,
    SessionKind,
    SessionState,
    TopicSpan,
)
from lantoa.directives.duty_texts import DutyText
from lantoa.directives.models import (
    Attendance,
    Directive,
    DirectivePart,
    DirectiveStatus,
    DirectiveVersion,
    Issuing,
    PlanMeasure,
    PlanVersion,
    PresentName,
    Receipt,
    StudySession,
    StudyTopic,
    TopicMaterial,
    UnitPlan,
)
from lantoa.directives.outreach_texts import ActivityText
from lantoa.directives.plan_texts import MeasureText, PlanText
from lantoa.directives.services.directives import NewDirective, enter_directives, link_directives
from lantoa.directives.services.duties import put_duty
from lantoa.directives.services.issuings import IssuingText, draft_issuing, issue
from lantoa.directives.services.outreach import NewActivity, enter_activities
from lantoa.directives.services.plans.entering import NewPlan, enter_plans
from lantoa.directives.services.plans.writing import begin_plan
from lantoa.directives.services.quizzes import QuestionText, put_question
from lantoa.directives.services.receipts import acknowledge, enter_sheet
from lantoa.directives.services.sessions import NewSession, SessionPlan, SessionTold, enter_sessions
from lantoa.directives.services.topics import TopicText, set_topic
from lantoa.directives.services.versions import PartText, publish_version, save_draft
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.choosing import Scope
from tests.permissions.world.places import PARENTS, PLACES, TODAY, canary, line_to_root
from tests.permissions.world.things import World


def make_directive(world: World) -> None:
    """The one that all carry out."""
    world.directive = enter_directives(
        actor=SYSTEM,
        unit=world.units["TINH"],
        directives=[
            NewDirective(
                "05-CT/TW", "Chỉ thị", "Bộ Chính trị", date(2016, 5, 15), "học tập", "Chỉ thị 05", "thực hiện"
            )
        ],
    )[0]


def make_study(world: World) -> None:
    """A topic of each unit, and its sessions: planned for a day that is over, held, and held and cancelled again."""
    told = SessionTold(90, 20, 18, 1, 4, ["Trả kết quả trước hẹn."])
    for place in PLACES:
        unit = world.units[place]
        topic = TopicText(
            f"Chuyên đề {canary('topic', 'any', place)}", TopicSpan.YEAR, world.directive, 2021, 2021
        )
        world.topics[place] = set_topic(actor=SYSTEM, unit=unit, text=topic)
        _materials(world.topics[place], place)
        for state in SessionState:
            title = f"Buổi học {canary('session', state, place)}"
            plan = SessionPlan(title, SessionKind.THEMATIC, world.directive, date(2021, 4, 1))
            made = enter_sessions(actor=SYSTEM, sessions=[NewSession(unit, plan, told)])[0]
            if state != SessionState.HELD:
                _set_session(made, state, place)
            world.sessions_held[place, state] = made
            if state != SessionState.CANCELLED:
                _call_over(made, state, place)
    today = SessionPlan("Buổi học hôm nay", SessionKind.THEMATIC, world.directive, TODAY)
    on_the_wall = enter_sessions(actor=SYSTEM, sessions=[NewSession(world.units["DVA"], today, told)])[0]
    world.on_the_wall = Attendance.objects.create(session=on_the_wall)


def _materials(topic: StudyTopic, place: str) -> None:
    """A document, a link, a link that was taken away; and a question."""
    put_question(
        actor=SYSTEM,
        topic=topic,
        text=QuestionText(f"Hỏi {canary('topic', 'any', place)}", ["Có", "Không"], 0, "Vì vậy."),
    )
    title = f"Tài liệu {canary('topic', 'any', place)}"
    file = store(f"%PDF-1.4 {title}".encode(), "application/pdf")
    TopicMaterial.objects.create(topic=topic, position=0, title=title, file=file, name="tai-lieu.pdf")
    for position, removed_at in enumerate((None, clock.now()), 1):
        link = f"https://tai-lieu.example/{place.lower()}/{position}"
        TopicMaterial.objects.create(
            topic=topic, position=position, title=title, link=link, removed_at=removed_at
        )


def _call_over(session: StudySession, state: SessionState, place: str) -> None:
    """Who came: still open where it is not told how the session went, closed where it is."""
    register = Attendance.objects.create(session=session)
    name = canary("present", state, place)
    PresentName.objects.create(attendance=register, name=name, is_member=True)
    if state == SessionState.HELD:
        register.closed_at, register.minuted_on = clock.now(), TODAY
        register.save()


def _set_session(made: StudySession, state: SessionState, place: str) -> None:
    """The services of these states want a person of the unit, who is there only later."""
    made.state = state
    if state == SessionState.CANCELLED:
        made.reason = f"Trùng lịch {canary('session', state, place)}"
    else:
        made.members_called = made.members_present = made.members_excused = made.others_present = None
        made.minutes = None
    made.save()


def make_register(world: World) -> None:
    """Of each unit a directive with a file, two versions published and a link, and one that is a draft.

    What stands in the lists of every form (reference, label, subject) bears no canary."""
    file = store(b"%PDF-1.4 canary", "application/pdf")
    for number, place in enumerate(PLACES, 10):
        for state, type_, mark in (("published", "Kết luận", "KL"), ("draft", "Thông tri", "TT")):
            new = NewDirective(
                f"{number}-{mark}/TW", type_, "Ban Bí thư", date(2021, 3, 1), "việc thử", f"{type_} {number}"
            )
            made = enter_directives(actor=SYSTEM, unit=world.units[place], directives=[new])[0]
            text = PartText("I", "Mục đích", f"Nội dung {canary('directive', state, place)}")
            if state == "published":
                for _version in (1, 2):
                    draft = save_draft(
                        actor=SYSTEM, directive=made, adopted_on=made.issued_on, note="", parts=[text]
                    )
                    publish_version(actor=SYSTEM, version=draft, row_version=1)
                world.directive_statuses[place] = DirectiveStatus.objects.create(
                    directive=made, kind="expired", since=date(2021, 12, 31), reason="Hết thời hạn thực hiện."
                )
                made.file, made.file_name = file, f"{canary('directive', state, place)}.pdf"
                world.directive_links[place] = link_directives(
                    actor=SYSTEM, source=made, target=world.directive, kind=LinkKind.GOES_WITH
                )
            else:
                save_draft(actor=SYSTEM, directive=made, adopted_on=made.issued_on, note="", parts=[text])
                made.is_draft = True
            made.save()
            world.directives[place, state] = made


def make_outreach(world: World) -> None:
    """Of each unit an activity that was held, with a file, entered as a list of its own; and one that is cancelled."""
    file = store(b"%PDF-1.4 canary", "application/pdf")
    for place in PLACES:
        for state in (OutreachState.HELD, OutreachState.CANCELLED):
            text = ActivityText(
                f"Bài viết {canary('outreach', state, place)}",
                OutreachKind.ARTICLE,
                date(2021, 4, 1),
                Channel.WEBSITE,
                Audience.BOTH,
                [world.directive],
            )
            new = NewActivity(world.units[place], text)
            made = enter_activities(actor=SYSTEM, activities=[new], batch=uuid.uuid4())[0]
            if state == OutreachState.CANCELLED:
                made.state, made.reason = state, f"Trùng {canary('outreach', state, place)}"
            else:
                made.file, made.file_name = file, f"{canary('outreach', state, place)}.pdf"
            made.save()
            world.outreach[place, state] = made


def make_plans(world: World) -> None:
    """Plans of each unit: adopted for this year, drafted for the next, and last year's with a further version being written."""
    above: dict[tuple[str, int], UnitPlan] = {}
    for place in sorted(PLACES, key=lambda one: len(line_to_root(one))):
        unit = world.units[place]
        for state, year in (("revised", 2020), ("adopted", 2021)):
            word = canary("plan", state, place)
            new = NewPlan(
                unit,
                year,
                [world.directive],
                PlanText(f"Kế hoạch {word}", f"Mục tiêu {word}"),
                "12-KH/ĐU",
                date(year, 2, 1),
                [(MeasureText(f"Biện pháp {word}", "Phó Bí thư", date(year, 11, 30), f"Sổ {word}"), None)],
                above.get((PARENTS[place] or "", year)),
            )
            made = enter_plans(actor=SYSTEM, plans=[new])[0]
            above[place, year] = world.plans[place, state] = made
        paper = store(canary("plan", "adopted", place).encode(), "application/pdf")
        world.plans[place, "adopted"].versions.update(
            file=paper, file_name=f"{canary('plan', 'adopted', place)}.pdf"
        )
        word = canary("plan", "draft", place)
        world.plans[place, "draft"] = drafted = begin_plan(
            actor=SYSTEM,
            unit=unit,
            year=2022,
            directives=[world.directive],
            text=PlanText(f"Kế hoạch {word}", f"Mục tiêu {word}"),
        )
        further = PlanVersion.objects.create(
            plan=world.plans[place, "revised"],
            number=2,
            title=f"Kế hoạch {word}",
            change_note=f"Vì {word}",
        )
        for version in (drafted.versions.get(), further):
            PlanMeasure.objects.create(
                version=version,
                position=0,
                text=f"Biện pháp {word}",
                owner_post="Phó Bí thư",
                due_on=date(2021, 11, 30),
            )


def make_issuings(world: World) -> None:
    """Of each unit, to itself: a draft with a duty; issued and waiting; late after a reminder; read on a signed sheet and on the
    screen."""
    for place in PLACES:
        unit = world.units[place]
        for number, state in enumerate(("draft", "issued", "late", "signed", "read"), 1):
            directive = _directive_to_issue(unit, f"{number}-CT/{place}")
            word = canary("issuing" if state == "draft" else "receipt", state, place)
            what = IssuingText(Scope("hand", codes=[place]), date(2021, 4, 20), message=f"Đọc kỹ {word}")
            made = draft_issuing(actor=SYSTEM, directive=directive, text=what)
            if state == "draft":
                duty = DutyText(f"Lập kế hoạch {word}", date(2021, 4, 20), f"Kế hoạch {word}")
                put_duty(actor=SYSTEM, issuing=made, text=duty, row_version=made.row_version)
            else:
                made = issue(actor=SYSTEM, issuing=made, row_version=made.row_version, counted=1)
                _carry_receipt(world, made, state, word)
            world.issuings[place, state] = made


def _directive_to_issue(unit: Unit, reference: str) -> Directive:
    new = NewDirective(
        reference, "Chỉ thị", "Đảng ủy", date(2021, 3, 1), "việc làm theo", f"Chỉ thị {reference}", "làm theo"
    )
    [made] = enter_directives(actor=SYSTEM, unit=unit, directives=[new])
    version, _new = DirectiveVersion.objects.get_or_create(
        directive=made, number=1, defaults={"adopted_on": made.issued_on, "published_at": clock.now()}
    )
    DirectivePart.objects.create(version=version, position=1, label="I", text="Học tập và làm theo.")
    return made


def _carry_receipt(world: World, made: Issuing, state: str, word: str) -> None:
    receipt = Receipt.objects.select_related("version__directive").get(issuing=made)
    place = made.unit.code
    if state == "late":
        receipt.due_on, receipt.reminded_at = date(2021, 4, 1), clock.now() - timedelta(days=3)
        receipt.reminded_again_at = clock.now() - timedelta(days=2)
        receipt.save()
    elif state == "signed":
        world.receipt_sheets[place] = enter_sheet(
            actor=SYSTEM,
            issuing=made,
            accepted=AcceptedFile(Kind.PDF, f"{word}.pdf", f"%PDF-1.4 {word}".encode()),
            codes=[place],
            post=f"Bí thư {word}",
            signed_on=clock.today(),
        )
    elif state == "read":
        acknowledge(actor=SYSTEM, receipt=receipt, number=1, post=f"Bí thư {word}")
