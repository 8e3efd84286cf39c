"""Conferences and their conclusions."""

from datetime import date

from lantoa.attachments.services import store
from lantoa.conferences.choices import ConferenceKind, ItemKind, PackState
from lantoa.conferences.models import Pack, PackItem
from lantoa.conferences.services.conclusions import NewPoint, adopt_conclusion, enter_points, mark_for_study
from lantoa.conferences.services.editions import freeze_edition
from lantoa.conferences.services.planning import ConferencePlan, cancel_conference, plan_conference
from lantoa.conferences.services.raising import Raise, raise_tasks
from lantoa.core.actor import SYSTEM
from tests.permissions.world.places import PLACES, canary
from tests.permissions.world.things import World

CONCLUSION_STATES = ("draft", "adopted", "raised", "cancelled")


def make_conferences(world: World) -> None:
    for place in PLACES:
        plan = ConferencePlan(
            ConferenceKind.INTERIM,
            f"Sơ kết {canary('conference', 'any', place)}",
            date(2021, 4, 7),
            world.directive,
            (2016, 2020),
        )
        conference = plan_conference(actor=SYSTEM, unit=world.units[place], plan=plan, code=f"SK-{place}")
        edition = freeze_edition(actor=SYSTEM, conference=conference)
        pack = Pack.objects.create(edition=edition, state=PackState.READY, done=1, total=1)
        content = canary("conference", "any", place).encode()
        PackItem.objects.create(pack=pack, kind=ItemKind.FIGURES, file=store(content, "application/json"))
        world.conferences[place] = conference


def make_conclusions(world: World) -> None:
    """Of each unit a quarterly conference whose conclusion is a draft, adopted, raised (a task came of its first sentence), and
    one that was called off. The second sentence of what was adopted is only to be made known."""
    for place in PLACES:
        unit = world.units[place]
        for state in CONCLUSION_STATES:
            word = canary("conclusion", state, place)
            plan = ConferencePlan(
                ConferenceKind.QUARTERLY,
                f"Giao ban {word}",
                date(2021, 4, 2 if state == "draft" else 1),
                reviews="2021Q1",
                launches="2021Q2",
                place=f"Hội trường {word}",
            )
            made = plan_conference(actor=SYSTEM, unit=unit, plan=plan, code=f"QUY-{place}-{state}")
            world.conclusions[place, state] = made
            if state == "cancelled":
                cancel_conference(actor=SYSTEM, conference=made, reason=f"Hoãn {word}", row_version=1)
                continue
            new = [NewPoint(f"Câu một {word}"), NewPoint(f"Câu hai {word}", said_by=f"Bí thư {word}")]
            points = enter_points(actor=SYSTEM, conference=made, points=new)
            if state == "draft":
                continue
            adopt_conclusion(actor=SYSTEM, conference=made, row_version=2)
            mark_for_study(actor=SYSTEM, point=points[1], for_study=True, row_version=1)
            if state == "raised":
                row = Raise("Làm theo câu một", date(2021, 4, 20), [unit])
                raise_tasks(actor=SYSTEM, point=points[0], rows=[row])
