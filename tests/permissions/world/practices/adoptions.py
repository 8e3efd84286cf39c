"""Who was asked to take up which practice, and what came of it."""

from datetime import date
from decimal import Decimal

from lantoa.attachments.services import store
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.practices.choices import Answer, CheckFound, Origin, YearState
from lantoa.practices.models import Adoption, AdoptionEvidence, PracticeField
from lantoa.practices.services.adoptions import AnswerGiven, enter_answers
from lantoa.practices.services.booklets import NewEntry, publish_booklet
from lantoa.practices.services.checks import enter_check
from lantoa.practices.services.entering import NewPractice, enter_practices
from lantoa.practices.services.orders import order_replication
from tests.permissions.world.places import OUTSIDE, PLACES, canary, line_to_root
from tests.permissions.world.practices.registry import STANDING, lesson_for, practice_text
from tests.permissions.world.things import World


def make_adoptions(world: World) -> None:
    booklets = {}
    for tree in ("TINH", "LATINH"):
        entries = [
            NewEntry(world.lessons[tree, state], "Bối cảnh", "Cách làm", "Kết quả", "Bài học")
            for state in STANDING
        ]
        booklets[tree] = publish_booklet(
            actor=SYSTEM,
            unit=world.units[tree],
            code=f"TAP-{tree}",
            title="Tập mô hình",
            year=2020,
            preface="Lời giới thiệu",
            entries=entries,
        )
    for place in PLACES:
        unit = world.units[place]
        order = order_replication(
            actor=SYSTEM,
            booklet=booklets[line_to_root(place)[-1]],
            unit=unit,
            units=[unit],
            code=f"NR-{place}",
            issued_on=date(2021, 1, 15),
            answer_by=date(2021, 4, 30),
        )
        words = {state: canary("adoption", state, place) for state in STANDING}
        planned = AnswerGiven(
            lesson_for(world, place, "planned"),
            unit,
            Answer.ADAPT,
            date(2021, 2, 1),
            f"Điều chỉnh {words['planned']}",
            date(2021, 4, 20),
        )
        applied = AnswerGiven(
            lesson_for(world, place, "applied"),
            unit,
            Answer.ADAPT,
            date(2021, 2, 1),
            f"Điều chỉnh {words['applied']}",
            applied_on=date(2021, 3, 1),
            baseline=Decimal(30),
            result_value=Decimal(15),
            evidence=f"Biên bản {words['applied']}",
        )
        verified = AnswerGiven(
            lesson_for(world, place, "verified"),
            unit,
            Answer.ADAPT,
            date(2021, 2, 1),
            f"Điều chỉnh {words['verified']}",
            applied_on=date(2020, 3, 15),
            verified_on=date(2021, 3, 20),
            baseline=Decimal(30),
            result_value=Decimal(12),
            evidence=f"Sổ đo {words['verified']}",
        )
        answers = enter_answers(actor=SYSTEM, order=order, answers=[planned, applied, verified])
        enter_check(  # the second question, after twelve months, is still open
            actor=SYSTEM,
            adoption=answers[-1],
            months=6,
            found=CheckFound.CHANGED,
            told_on=date(2020, 9, 20),
            note=f"Đổi giờ {words['verified']}",
        )
        world.orders[place] = order
        for answer, state in zip(answers[1:], ("applied", "verified"), strict=True):
            world.results[place, state] = _results(answer, canary("adoption", state, place))
    _learned(world)


def _learned(world: World) -> None:
    """A practice of each place, applied by a unit outside whose answers nobody in the trees reads otherwise."""
    field_, outside = PracticeField.objects.get(), world.units[OUTSIDE]
    new = [
        NewPractice(
            world.units[place],
            practice_text(world, field_, f"Cách làm {place}"),
            [(2020, Origin.NEW, YearState.RECOGNISED)],
        )
        for place in PLACES
    ]
    world.learned = dict(zip(PLACES, enter_practices(actor=SYSTEM, practices=new), strict=True))
    booklet = publish_booklet(
        actor=SYSTEM,
        unit=outside,
        code=f"TAP-{OUTSIDE}",
        title="Tập mô hình khác",
        year=2020,
        preface="",
        entries=[
            NewEntry(one, "Bối cảnh", "Cách làm", "Kết quả", "Bài học") for one in world.learned.values()
        ],
    )
    order = order_replication(
        actor=SYSTEM,
        booklet=booklet,
        unit=outside,
        units=[outside],
        code=f"NR-{OUTSIDE}",
        issued_on=date(2021, 1, 15),
        answer_by=date(2021, 4, 30),
    )
    answers = [
        AnswerGiven(
            practice,
            outside,
            Answer.ADOPT,
            date(2021, 2, 1),
            applied_on=date(2021, 3, 1),
            baseline=Decimal(30),
            result_value=Decimal(15),
            evidence=f"Biên bản {canary('adoption', 'learned', place)}",
        )
        for place, practice in world.learned.items()
    ]
    for place, made in zip(PLACES, enter_answers(actor=SYSTEM, order=order, answers=answers), strict=True):
        world.results[place, "learned"] = _results(made, canary("adoption", "learned", place))


def _results(adoption: Adoption, word: str) -> list[AdoptionEvidence]:
    """Two papers that prove the result of an adoption, and one that was taken away."""
    return [
        AdoptionEvidence.objects.create(
            adoption=adoption,
            file=store(f"{word} {number}".encode(), "text/csv"),
            name=f"{number}.csv",
            caption=f"Sổ đo {word}",
            position=number,
            removed_at=clock.now() if number == 2 else None,
        )
        for number in range(3)
    ]
