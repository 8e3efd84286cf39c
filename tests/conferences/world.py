"""How the bloc holds a briefing, writes down what it concluded, and gives out the work."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.conferences.choices import ConferenceKind
from lantoa.conferences.models import ConclusionPoint, Conference
from lantoa.conferences.services.conclusions import NewPoint, adopt_conclusion, enter_points
from lantoa.conferences.services.planning import ConferencePlan, plan_conference
from lantoa.conferences.services.raising import Raise, raise_tasks
from lantoa.documents.models import DocumentType, Term
from lantoa.organisation.models import Unit
from lantoa.tasks.models import Task
from tests.cast import SINCE, Cast

HELD, DUE = date(2021, 4, 1), date(2021, 4, 20)
SENTENCES = ("Mỗi đơn vị chọn một thủ tục để rút ngắn.", "Người đứng đầu giữ đúng lịch tiếp dân.")


def plan(held_on: date = HELD, **change: object) -> ConferencePlan:
    typed = {
        "kind": ConferenceKind.QUARTERLY,
        "title": "Giao ban quý I",
        "reviews": "2021Q1",
        "launches": "2021Q2",
    }
    return ConferencePlan(**{**typed, "held_on": held_on, **change})  # type: ignore[arg-type]


def planned(cast: Cast, held_on: date = HELD, **change: object) -> Conference:
    return plan_conference(actor=cast.propaganda_officer, unit=cast.bloc, plan=plan(held_on, **change))


def drafted(
    cast: Cast, conference: Conference, sentences: tuple[str, ...] = SENTENCES
) -> list[ConclusionPoint]:
    new = [NewPoint(text) for text in sentences]
    return enter_points(actor=cast.propaganda_officer, conference=conference, points=new)


def adopted(cast: Cast, conference: Conference) -> list[ConclusionPoint]:
    """Its conclusion in two sentences, adopted."""
    points = drafted(cast, conference)
    conclusion = points[0].conclusion
    conclusion.refresh_from_db()
    adopt_conclusion(actor=cast.province_lead, conference=conference, row_version=conclusion.row_version)
    return list(conclusion.points.order_by("number"))


def raised(
    cast: Cast, point: ConclusionPoint, units: list[Unit] | None = None, title: str = "Chọn một thủ tục"
) -> list[Task]:
    row = Raise(title, DUE, units or cast.units(), "Tên thủ tục")
    raise_tasks(actor=cast.propaganda_officer, point=point, rows=[row])
    return list(Task.objects.filter(origin_subject_id=point.pk).order_by("code"))


def papers(cast: Cast) -> None:
    """What it takes for the bloc to number a notice."""
    DocumentType.objects.create(code="TB", name="thông báo")
    Term.objects.create(unit=cast.bloc, name="Nhiệm kỳ 2020 - 2025", valid=DateRange(SINCE, None))
