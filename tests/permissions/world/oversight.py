"""Inspections by each unit and of each."""

from datetime import date

from lantoa.attachments.services import store
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.documents.models import DocumentType, IssuedDocument, Term
from lantoa.organisation.models import Unit
from lantoa.oversight.models import (
    Finding,
    Inspection,
    InspectionTheme,
    Programme,
    ProgrammeItem,
    Remedy,
    SelfReportFile,
    TeamMember,
    WorkSession,
)
from lantoa.tasks.choices import TaskState
from lantoa.tasks.models import TaskProof
from lantoa.tasks.services import NewTask, give_tasks
from tests.permissions.world.places import OUTSIDE, PLACES, SEATS, SINCE, canary
from tests.permissions.world.things import World

INSPECTION_STATES = {
    "preparing": "preparing",
    "begun": "begun",
    "presented": "presented",
    "concluded": "concluded",
    "told": "begun",
    "asked": "presented",
    "shown": "concluded",
}


def make_inspections(world: World) -> None:
    """By each unit, of one outside, in each state; and of each unit, by one outside. On the team is the unit's inspector, where
    there is one. Written down as they stand: the services want a unit below."""
    outside = world.units[OUTSIDE]
    theme = InspectionTheme.objects.get(code="lam-theo")
    for place in PLACES:
        unit = world.units[place]
        for year, state in ((2021, "drafted"), (2022, "announced")):
            word = canary("programme", state, place)
            made = Programme.objects.create(
                code=f"CT-{year}-{place}", unit=unit, year=year, title=f"Chương trình {word}"
            )
            if state == "announced":
                made.state, made.announced_at = "announced", clock.now()
                made.document = _paper(world, unit, 1)
                made.save()
            ProgrammeItem.objects.create(
                programme=made,
                subject=outside,
                kind="inspection",
                theme=theme,
                quarter=2,
                reason=f"Vì {word}",
            )
            world.programmes[place, state] = made
        for number, (state, stage) in enumerate(INSPECTION_STATES.items(), 2):
            own = state == stage
            body, subject = (unit, outside) if own else (outside, unit)
            made_one = _inspection(world, body, subject, theme, state, stage, number, place)
            world.inspections[place, state] = made_one
            person = world.users["IN", place].person if own and place in SEATS else world.clerk.person  # type: ignore[attr-defined]
            TeamMember.objects.create(inspection=made_one, person=person, part="head")
            if stage == "concluded":
                world.remedies[place, "waiting" if own else "owed"] = _remedy(made_one, unit)


def _inspection(
    world: World,
    body: Unit,
    subject: Unit,
    theme: InspectionTheme,
    state: str,
    stage: str,
    number: int,
    place: str,
) -> Inspection:
    word, day = canary("inspection", state, place), date(2021, 4, 1)
    made = Inspection(
        code=f"KT-{state}-{place}"[:20],
        unit=body,
        subject=subject,
        kind="inspection",
        theme=theme,
        title=f"Cuộc {word}",
        period_from=date(2020, 1, 1),
        period_until=date(2020, 12, 31),
        outline=f"Đề cương {word}",
        state=stage,
        search_key=word.lower(),
    )
    if stage != "preparing":
        made.decision = _paper(world, body, number + 20 * PLACES.index(place))
        made.begins_on, made.ends_on, made.first_ends_on = day, date(2021, 4, 20), date(2021, 4, 20)
        made.told_at, made.self_report_due_on = clock.now(), date(2021, 4, 10)
        made.self_report, made.self_report_sent_at = "Báo cáo", clock.now()
    if stage in ("presented", "concluded"):
        made.presented_at = made.responded_at = clock.now()
    if stage == "concluded":
        made.notice = _paper(world, body, number + 10 + 20 * PLACES.index(place))
        made.concluded_at, made.conclusion = clock.now(), f"Kết luận {canary('finding', state, place)}"
    made.save()
    if stage != "preparing":
        WorkSession.objects.create(
            inspection=made,
            held_on=day,
            place="Phòng họp",
            present="Bí thư",
            minutes=f"Biên bản {canary('minutes', state, place)}",
        )
        Finding.objects.create(
            inspection=made,
            number=1,
            kind="shortcoming",
            theme=theme,
            text=f"Nhận xét {canary('finding', state, place)}",
        )
        SelfReportFile.objects.create(
            inspection=made, file=store(canary("minutes", state, place).encode(), "text/plain"), name="so.txt"
        )
    return made


def _remedy(inspection: Inspection, unit: Unit) -> Remedy:
    """Carried by a task that the unit has given itself, and that is reported."""
    finding = inspection.findings.get()
    finding.request, finding.asks, finding.due_on = "Công khai", True, date(2021, 5, 31)
    finding.save()
    [task] = give_tasks(
        actor=SYSTEM,
        asker=unit,
        units=[unit],
        task=NewTask(f"Khắc phục {inspection.code}", date(2021, 5, 31)),
    )
    task.state, task.result, task.reported_at = TaskState.WAITING, "Đã làm", clock.now()
    task.save()
    proof = store(f"minh chứng {inspection.code}".encode(), "text/plain")
    TaskProof.objects.create(task=task, file=proof, name="minh-chung.txt")
    return Remedy.objects.create(finding=finding, task=task)


def _paper(world: World, unit: Unit, number: int) -> IssuedDocument:
    """A number far from those that are taken in the world."""
    term, _new = Term.objects.get_or_create(
        unit=unit, name="Nhiệm kỳ 2020 - 2025", defaults={"valid": (SINCE, None)}
    )
    return IssuedDocument.objects.create(
        unit=unit,
        term=term,
        type=DocumentType.objects.get(code="TB"),
        number=900 + number,
        symbol="ĐU",
        issued_on=date(2021, 4, 1),
        seat="Vị Thanh",
        abstract="Kiểm tra",
        authority="T/M BAN THƯỜNG VỤ",
        signing_post="BÍ THƯ",
        signer_name="Người ký",
    )
