"""Practices of each unit, and those that others take up."""

from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.attachments.reading import Passage
from lantoa.attachments.services import store
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.practices.choices import FileReading, Origin, YearState
from lantoa.practices.models import Abbreviation, Evidence, Practice, PracticeField, SavedSearch
from lantoa.practices.services.entering import NewPractice, enter_practices
from lantoa.practices.services.file_words import keep_words
from lantoa.practices.services.mergers import enter_merger
from lantoa.practices.services.reference import enter_fields
from lantoa.practices.texts import PracticeText
from tests.permissions.world.accounts import seated
from tests.permissions.world.places import PLACES, canary, line_to_root
from tests.permissions.world.things import World

PRACTICE_STATES = (YearState.DRAFT, YearState.REGISTERED, YearState.EFFECTIVE, YearState.RECOGNISED)
STANDING = ("silent", "planned", "applied", "verified")


def make_saved_searches(world: World) -> None:
    """Of each person one that stands and one that was taken away."""
    for user in seated(world):
        for removed in (False, True):
            world.saved[user.pk, removed] = SavedSearch.objects.create(
                owner=user,
                name=f"Lần tìm {'cũ' if removed else 'mới'}",
                query='{"q": "năm phút"}',
                removed_at=clock.now() if removed else None,
            )


def make_practices(world: World) -> None:
    field_ = enter_fields(actor=SYSTEM, fields=[("reform", "Cải cách hành chính")])["reform"]
    wanted = [(place, state) for place in PLACES for state in PRACTICE_STATES]
    new = [
        NewPractice(
            world.units[place],
            practice_text(world, field_, f"Mô hình {canary('practice', state, place)}"),
            [(2020 if state == YearState.RECOGNISED else 2021, Origin.NEW, state)],
        )
        for place, state in wanted
    ]
    made = enter_practices(actor=SYSTEM, practices=new)
    world.practices = dict(zip(wanted, made, strict=True))
    _proofs(world)
    for state, until in (("standing", None), ("ended", date(2021, 1, 1))):
        world.abbreviations[state] = Abbreviation.objects.create(
            short="TDP",
            meaning=f"tổ dân phố {state}",
            in_force=DateRange(date(2020, 1, 1), until),
            search_key=f"tdp = to dan pho {state}",
        )
    _mergers(world, field_)
    for (place, state), practice in world.practices.items():
        if state == YearState.RECOGNISED:  # the only state in which others than its superiors read it
            told = {"reason": canary("history", state, place)}
            record(SYSTEM, "practice.returned", practice, chain=practice.unit_id, after=told)
    for tree, home in (("TINH", "DVC"), ("LATINH", "LADVB")):
        titles = {state: f"Mô hình {canary('lesson', 'any', home)} {state}" for state in STANDING}
        lessons = enter_practices(
            actor=SYSTEM,
            practices=[
                NewPractice(
                    world.units[home],
                    practice_text(world, field_, title),
                    [(2020, Origin.NEW, YearState.RECOGNISED)],
                )
                for title in titles.values()
            ],
        )
        world.lessons |= {(tree, state): one for state, one in zip(titles, lessons, strict=True)}
    _pictures(world)


def practice_text(world: World, field_: PracticeField, title: str) -> PracticeText:
    return PracticeText(
        title,
        field_,
        world.directive,
        date(2020, 1, 2),
        f"Vấn đề {title}",
        "Mục tiêu",
        "thời gian chờ",
        "phút",
        "Cách làm",
        baseline=Decimal(30),
        target=Decimal(10),
        target_on=date(2021, 12, 1),
        result=f"Kết quả {title}",
        result_value=Decimal(12),
        lesson="Bài học",
        distinct_because="Việc khác.",
    )


def _mergers(world: World, field_: PracticeField) -> None:
    """In each unit a practice that was merged into another registered one."""
    words = ("original", "merged"), ("practice", "registered")
    made = enter_practices(
        actor=SYSTEM,
        practices=[
            NewPractice(
                world.units[place],
                practice_text(world, field_, f"Việc chung {kind} {canary(kind, state, place)}"),
                [(2021, Origin.NEW, YearState.REGISTERED)],
            )
            for place in PLACES
            for kind, state in words
        ],
    )
    for place, one, kept in zip(PLACES, made[::2], made[1::2], strict=True):
        reason = f"Cùng một việc {canary('original', 'merged', place)}"
        enter_merger(actor=SYSTEM, practice=one, kept=kept, reason=reason)
        world.merged[place] = one


def _proofs(world: World) -> None:
    """Two papers in each practice's year, and one that was taken away."""
    for (place, state), practice in world.practices.items():
        named = canary("practice", state, place)
        world.proofs[place, state] = [
            Evidence.objects.create(
                year=practice.years.get(),
                file=store(f"{named} {number}".encode(), "text/csv"),
                name=f"{number}.csv",
                caption=f"Bảng số đo {named}",
                position=number,
                removed_at=clock.now() if number == 2 else None,
            )
            for number in range(3)
        ]
        for one in world.proofs[place, state]:
            words = Passage("sheet:", (f"Chữ trong tệp {named}",))
            keep_words(evidence_id=one.pk, reading=FileReading.READ, passages=[words])


def _pictures(world: World) -> None:
    """A photograph of each lesson's year, which a booklet may print."""
    for (tree, standing), practice in world.lessons.items():
        Evidence.objects.create(
            year=practice.years.get(),
            file=store(f"{tree} {standing}".encode(), "image/png"),
            name="anh.png",
            caption="Giờ chờ tại quầy",
            position=0,
        )


def lesson_for(world: World, place: str, standing: str) -> Practice:
    """The practice of which the unit stands so: silent, planned, applied or verified."""
    return world.lessons[line_to_root(place)[-1], standing]
