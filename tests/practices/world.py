"""Practices for tests, entered through the services."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lantoa.core.actor import SYSTEM
from lantoa.directives.models import Directive
from lantoa.directives.services.directives import NewDirective, enter_directives
from lantoa.organisation.models import Unit
from lantoa.practices.choices import Answer, Origin, YearState
from lantoa.practices.models import Practice, PracticeField, ReplicationOrder
from lantoa.practices.services.adoptions import AnswerGiven, enter_answers
from lantoa.practices.services.booklets import NewEntry, publish_booklet
from lantoa.practices.services.entering import NewPractice, enter_practices
from lantoa.practices.services.orders import order_replication
from lantoa.practices.services.reference import enter_fields
from lantoa.practices.texts import PracticeText
from tests.cast import Cast

DIRECTIVE = NewDirective(
    "05-CT/TW",
    "Chỉ thị",
    "Bộ Chính trị",
    date(2016, 5, 15),
    "đẩy mạnh học tập và làm theo",
    "Chỉ thị 05",
    "học tập và làm theo",
)
YEARS = ((2020, Origin.NEW, YearState.RECOGNISED),)


@dataclass
class World:
    cast: Cast
    fields: dict[str, PracticeField]
    directive: Directive

    def text(self, title: str = "Năm phút tiếp đón", **changes: object) -> PracticeText:
        text = PracticeText(
            title=title,
            field=self.fields["y_te"],
            directive=self.directive,
            started_on=date(2019, 4, 1),
            problem="Người bệnh chờ lấy số 34 phút.",
            goal="Chờ không quá 10 phút.",
            measure="Thời gian chờ bình quân",
            measure_unit="phút",
            method="Trực cửa theo ca.\nPhiếu màu theo khoa.",
            baseline=Decimal(34),
            target=Decimal(10),
            target_on=date(2020, 6, 30),
        )
        return replace(text, **changes)  # type: ignore[arg-type]

    def practice(
        self,
        unit: Unit,
        title: str = "Năm phút tiếp đón",
        years: Sequence[tuple[int, Origin, YearState]] = YEARS,
        **changes: object,
    ) -> Practice:
        made = enter_practices(
            actor=SYSTEM, practices=[NewPractice(unit, self.text(title, **changes), years)]
        )
        return made[0]

    def order(
        self, practices: Sequence[Practice], units: Sequence[Unit], number: int = 1
    ) -> ReplicationOrder:
        """A booklet of the practices (recognised in 2020), given out by the bloc."""
        entries = [NewEntry(one, "Bối cảnh.", "Cách làm.", "Kết quả.", "Bài học.") for one in practices]
        booklet = publish_booklet(
            actor=SYSTEM,
            unit=self.cast.bloc,
            code=f"TAP-2020-{number}",
            title="Những cách làm hay năm 2020",
            year=2020,
            preface="",
            entries=entries,
        )
        return order_replication(
            actor=SYSTEM,
            booklet=booklet,
            unit=self.cast.bloc,
            units=units,
            code=f"NR-2021-{number:02d}",
            issued_on=date(2021, 1, 15),
            answer_by=date(2021, 2, 15),
        )

    def answers(self, order: ReplicationOrder, *answers: AnswerGiven) -> None:
        enter_answers(actor=SYSTEM, order=order, answers=answers)


def planned(practice: Practice, unit: Unit) -> AnswerGiven:
    return AnswerGiven(practice, unit, Answer.ADOPT, date(2021, 2, 1), planned_for=date(2021, 4, 15))


def applied(practice: Practice, unit: Unit, **more: object) -> AnswerGiven:
    return replace(planned(practice, unit), applied_on=date(2021, 3, 1), **more)  # type: ignore[arg-type]


def verified(practice: Practice, unit: Unit) -> AnswerGiven:
    return applied(
        practice,
        unit,
        verified_on=date(2021, 3, 20),
        baseline=Decimal(29),
        result_value=Decimal(12),
        evidence="Sổ đo hằng tuần.",
    )


def declined(practice: Practice, unit: Unit) -> AnswerGiven:
    return AnswerGiven(practice, unit, Answer.DECLINE, date(2021, 2, 1), reason="Không tiếp dân trực tiếp.")


def make_world(cast: Cast) -> World:
    fields = [("y_te", "Y tế"), ("cai_cach", "Cải cách hành chính"), ("giao_duc", "Giáo dục")]
    return World(
        cast,
        enter_fields(actor=SYSTEM, fields=fields),
        enter_directives(actor=SYSTEM, unit=cast.bloc, directives=[DIRECTIVE])[0],
    )
