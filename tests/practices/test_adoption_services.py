from datetime import date
from decimal import Decimal

import pytest

from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, Refused
from lantoa.practices.choices import Answer, Origin, YearState
from lantoa.practices.models import Adoption, Booklet, ReplicationOrder
from lantoa.practices.services import adoptions as services
from lantoa.practices.services.booklets import NewEntry, publish_booklet
from lantoa.practices.services.orders import order_replication
from lantoa.practices.services.verification import verify_adoption
from tests.practices.world import World, applied, declined, planned, verified


@pytest.fixture
def order(world: World) -> ReplicationOrder:
    """The hospital's practice, given to all three units."""
    return world.order([world.practice(world.cast.hospital)], world.cast.units())


def answer(world: World, order: ReplicationOrder, kind: Answer, **more: object) -> Adoption:
    return services.answer_order(
        actor=world.cast.unit_reporter,
        order=order,
        practice=order.booklet.entries.get().practice,
        unit=world.cast.office,
        answer=kind,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (Answer.ADOPT, "planned"),
        (Answer.ADAPT, "planned"),
        (Answer.ALREADY_HAVE, "answered"),
        (Answer.DECLINE, "answered"),
    ],
)
def test_each_answer_gives_its_state(world: World, order: ReplicationOrder, kind: Answer, state: str) -> None:
    adoption = answer(world, order, kind, reason="Vì sao.", planned_for=date(2021, 4, 15))
    expected = date(2021, 4, 15) if state == "planned" else None
    assert (adoption.state, adoption.planned_for, adoption.answered_on) == (
        state,
        expected,
        date(2021, 4, 6),
    )


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Answer.ADAPT, "Ghi điểm khác khi áp dụng ở đơn vị."),
        (Answer.ALREADY_HAVE, "Ghi cách làm tương tự mà đơn vị đang có."),
        (Answer.DECLINE, "Ghi lý do không áp dụng."),
    ],
)
def test_answer_other_than_adopt_needs_a_reason(
    world: World, order: ReplicationOrder, kind: Answer, sentence: str
) -> None:
    with pytest.raises(Refused) as error:
        answer(world, order, kind)
    assert error.value.sentence == sentence
    assert error.value.fields == {"reason": "Chưa có lý do."}


def test_answer_planned_before_the_order_is_refused(world: World, order: ReplicationOrder) -> None:
    with pytest.raises(Refused) as error:
        answer(world, order, Answer.ADOPT, planned_for=date(2021, 1, 14))
    assert error.value.fields == {"planned_for": "Sớm hơn ngày giao."}


def test_answer_for_another_unit_is_forbidden(world: World, order: ReplicationOrder) -> None:
    with pytest.raises(Forbidden):
        services.answer_order(
            actor=world.cast.unit_reporter,
            order=order,
            practice=order.booklet.entries.get().practice,
            unit=world.cast.department,
            answer=Answer.ADOPT,
        )


def test_originator_does_not_answer(world: World, order: ReplicationOrder) -> None:
    with pytest.raises(Refused) as error:
        services.answer_order(
            actor=world.cast.outsider,
            order=order,
            practice=order.booklet.entries.get().practice,
            unit=world.cast.hospital,
            answer=Answer.ADOPT,
        )
    assert error.value.sentence == "Đơn vị là nơi khởi xướng mô hình này, không trả lời áp dụng."


def test_answer_on_a_practice_outside_the_order_is_refused(world: World, order: ReplicationOrder) -> None:
    other = world.practice(world.cast.hospital, "Ngoài tập")
    with pytest.raises(Refused) as error:
        services.answer_order(
            actor=world.cast.unit_reporter,
            order=order,
            practice=other,
            unit=world.cast.office,
            answer=Answer.ADOPT,
        )
    assert error.value.sentence == "Mô hình hoặc đơn vị này không thuộc đợt giao nhân rộng."


def test_answer_may_change_until_applied(world: World, order: ReplicationOrder) -> None:
    first = answer(world, order, Answer.ADOPT, planned_for=date(2021, 4, 15))
    second = answer(world, order, Answer.DECLINE, reason="Không có quầy.")
    assert (second.pk, second.state, second.planned_for) == (first.pk, "answered", None)
    answer(world, order, Answer.ADOPT)
    services.report_applied(
        actor=world.cast.unit_head,
        adoption=second,
        applied_on=date(2021, 4, 1),
        baseline=None,
        result_value=None,
        evidence="",
    )
    with pytest.raises(Refused) as error:
        answer(world, order, Answer.DECLINE, reason="Đổi ý.")
    assert error.value.sentence == "Đơn vị đã áp dụng mô hình này; không đổi câu trả lời được nữa."


def report(world: World, adoption: Adoption, on: date = date(2021, 4, 1)) -> Adoption:
    return services.report_applied(
        actor=world.cast.unit_head,
        adoption=adoption,
        applied_on=on,
        baseline=Decimal(29),
        result_value=Decimal(12),
        evidence="Sổ đo.",
    )


def test_report_applied_in_the_future_is_refused(world: World, order: ReplicationOrder) -> None:
    adoption = answer(world, order, Answer.ADOPT)
    with pytest.raises(Refused) as error:
        report(world, adoption, date(2021, 4, 7))
    assert error.value.fields == {"applied_on": "Ngày ở tương lai."}


def test_report_may_be_completed_until_verified(world: World, order: ReplicationOrder) -> None:
    practice = order.booklet.entries.get().practice
    world.answers(order, applied(practice, world.cast.office))
    adoption = report(world, Adoption.objects.get())
    assert (adoption.state, adoption.result_value) == ("applied", Decimal(12))
    verify_adoption(actor=world.cast.propaganda_officer, adoption=adoption, verified_on=date(2021, 4, 6))
    with pytest.raises(Refused) as error:
        report(world, adoption)
    assert (
        error.value.sentence == "Chỉ báo áp dụng cho mô hình đơn vị đã nhận áp dụng và chưa được kiểm chứng."
    )


def test_report_on_a_declined_practice_is_refused(world: World, order: ReplicationOrder) -> None:
    adoption = answer(world, order, Answer.DECLINE, reason="Không.")
    with pytest.raises(Refused):
        report(world, adoption)


def test_report_by_another_unit_is_forbidden(world: World, order: ReplicationOrder) -> None:
    adoption = answer(world, order, Answer.ADOPT)
    with pytest.raises(Forbidden):
        services.report_applied(
            actor=world.cast.hospital_head,
            adoption=adoption,
            applied_on=date(2021, 4, 1),
            baseline=None,
            result_value=None,
            evidence="",
        )


def test_verify_without_proof_is_refused(world: World, order: ReplicationOrder) -> None:
    world.answers(order, applied(order.booklet.entries.get().practice, world.cast.office))
    with pytest.raises(Refused) as error:
        verify_adoption(
            actor=world.cast.propaganda_officer,
            adoption=Adoption.objects.get(),
            verified_on=date(2021, 4, 6),
        )
    assert (
        error.value.sentence
        == "Chưa có số đo hoặc minh chứng nên chưa kiểm chứng được. Đề nghị đơn vị bổ sung."
    )


@pytest.mark.parametrize("on", [date(2021, 3, 31), date(2021, 4, 7)])
def test_verify_outside_the_days_is_refused(world: World, order: ReplicationOrder, on: date) -> None:
    adoption = report(world, answer(world, order, Answer.ADOPT))
    with pytest.raises(Refused) as error:
        verify_adoption(actor=world.cast.propaganda_officer, adoption=adoption, verified_on=on)
    assert error.value.sentence == "Ngày kiểm chứng phải từ ngày áp dụng đến hôm nay."


def test_verify_of_what_is_only_planned_is_refused(world: World, order: ReplicationOrder) -> None:
    adoption = answer(world, order, Answer.ADOPT)
    with pytest.raises(Refused) as error:
        verify_adoption(actor=world.cast.propaganda_officer, adoption=adoption, verified_on=date(2021, 4, 6))
    assert error.value.sentence == "Chỉ kiểm chứng được mô hình đơn vị đã báo áp dụng."


@pytest.mark.parametrize("role", ["unit_head", "unit_reporter", "province_lead", "outsider"])
def test_who_is_not_above_or_of_the_origin_does_not_verify(
    world: World, order: ReplicationOrder, role: str
) -> None:
    adoption = report(world, answer(world, order, Answer.ADOPT))
    with pytest.raises(Forbidden):
        verify_adoption(actor=getattr(world.cast, role), adoption=adoption, verified_on=date(2021, 4, 6))


def test_drop_needs_a_reason_and_something_taken_up(world: World, order: ReplicationOrder) -> None:
    practice = order.booklet.entries.get().practice
    world.answers(order, verified(practice, world.cast.office))
    adoption = Adoption.objects.get()
    with pytest.raises(Refused) as error:
        services.drop_adoption(actor=world.cast.unit_head, adoption=adoption, reason="")
    assert error.value.sentence == "Ghi lý do thôi áp dụng."
    dropped = services.drop_adoption(actor=world.cast.unit_head, adoption=adoption, reason="Hết quầy.")
    assert (dropped.state, dropped.dropped_on) == ("dropped", date(2021, 4, 6))
    with pytest.raises(Refused) as error:
        services.drop_adoption(actor=world.cast.unit_head, adoption=dropped, reason="Nữa.")
    assert error.value.sentence == "Đơn vị chưa nhận áp dụng mô hình này."


def test_entered_proof_needs_measure_and_evidence(world: World, order: ReplicationOrder) -> None:
    practice = order.booklet.entries.get().practice
    with pytest.raises(Refused) as error:
        world.answers(order, applied(practice, world.cast.office, verified_on=date(2021, 3, 20)))
    assert error.value.sentence == "Đã kiểm chứng thì phải có số đo và minh chứng."


def test_entered_answers_keep_each_state(world: World, order: ReplicationOrder) -> None:
    practice = order.booklet.entries.get().practice
    world.answers(order, planned(practice, world.cast.office), declined(practice, world.cast.department))
    assert sorted(Adoption.objects.values_list("unit__code", "state")) == [
        ("SONV", "answered"),
        ("VPTU", "planned"),
    ]


def test_empty_booklet_is_refused(world: World) -> None:
    with pytest.raises(Refused) as error:
        publish_booklet(
            actor=SYSTEM, unit=world.cast.bloc, code="T", title="T", year=2020, preface="", entries=[]
        )
    assert error.value.sentence == "Tập mô hình chưa có mô hình nào. Chọn ít nhất một mô hình."


def test_booklet_names_what_is_not_recognised(world: World) -> None:
    draft = world.practice(world.cast.office, years=((2020, Origin.NEW, YearState.EFFECTIVE),))
    with pytest.raises(Refused) as error:
        publish_booklet(
            actor=SYSTEM,
            unit=world.cast.bloc,
            code="T",
            title="T",
            year=2020,
            preface="",
            entries=[NewEntry(draft, "", "", "", "")],
        )
    assert error.value.sentence == "Chưa được công nhận năm 2020 nên không in vào tập: MH-2020-001."


@pytest.mark.parametrize("case", ["unpublished", "late", "nobody"])
def test_order_refusals(world: World, order: ReplicationOrder, case: str) -> None:
    booklet = order.booklet
    if case == "unpublished":
        booklet = Booklet.objects.create(code="T", title="T", unit=world.cast.bloc, year=2020)
    answer_by = date(2021, 1, 31) if case == "late" else date(2021, 3, 1)
    with pytest.raises(Refused) as error:
        order_replication(
            actor=SYSTEM,
            booklet=booklet,
            unit=world.cast.bloc,
            units=[] if case == "nobody" else [world.cast.office],
            code="NR-2021-09",
            issued_on=date(2021, 2, 1),
            answer_by=answer_by,
        )
    assert (
        error.value.sentence
        == {
            "unpublished": "Tập mô hình chưa phát hành nên chưa giao nhân rộng được.",
            "late": "Hạn trả lời phải từ ngày giao trở đi.",
            "nobody": "Chọn ít nhất một đơn vị để giao nhân rộng.",
        }[case]
    )
    assert ReplicationOrder.objects.count() == 1
