"""What the 98 units answered to the order to replicate the booklet's models."""

from datetime import date, timedelta
from decimal import Decimal

from lantoa.core import clock
from lantoa.documents.services import issue_document
from lantoa.practices.choices import Answer
from lantoa.practices.models import Practice
from lantoa.practices.services.adoptions import AnswerGiven, enter_answers
from lantoa.practices.services.orders import order_replication
from lantoa.sample.story import ACTOR, Story

ISSUED_ON = date(2021, 1, 15)
ANSWER_BY = date(2021, 3, 31)
# Units that have answered nothing at all: being given an order is not yet having taken it up.
SILENT_UNITS = 9

REASONS_ALREADY = [
    "Đơn vị đã làm việc này từ năm 2019 theo quy chế của cơ quan.",
    "Đơn vị đang có cách làm tương tự, kết quả theo dõi hằng quý.",
    "Công đoàn cơ quan đã tổ chức nội dung này từ trước.",
]
REASONS_DECLINE = [
    "Không có bộ phận tiếp dân nên không có điều kiện áp dụng.",
    "Đặc thù công việc theo ca, chưa bố trí được người phụ trách.",
    "Đơn vị tập trung cho hai mô hình đã chọn trong năm 2021.",
    "Chưa có kinh phí và thiết bị cần thiết trong năm nay.",
]
REASONS_ADAPT = [
    "Giảm số bước cho phù hợp với đơn vị ít người.",
    "Làm theo tháng thay cho theo tuần.",
    "Giao tổ công đoàn thực hiện thay cho chi đoàn.",
]
EVIDENCE = [
    "Sổ theo dõi quý I/2021 và biên bản kiểm tra ngày {day}.",
    "Bảng số liệu ba tháng, có xác nhận của cấp ủy ngày {day}.",
    "Biên bản làm việc với Ban Tuyên giáo ngày {day}.",
]


def build_adoptions(story: Story) -> None:
    """One order to all 98 units; answers with different eagerness; some units answer nothing."""
    with clock.set_to(ISSUED_ON):
        document = issue_document(
            actor=ACTOR,
            unit=story.bloc,
            type_code="KH",
            issued_on=ISSUED_ON,
            abstract="nhân rộng các mô hình hay, cách làm hiệu quả năm 2020",
            number=12,
        )
        order = order_replication(
            actor=ACTOR,
            booklet=story.booklet,
            unit=story.bloc,
            units=story.units.values(),
            code="NR-2021-01",
            issued_on=ISSUED_ON,
            answer_by=ANSWER_BY,
            document=document,
        )
    models = [
        entry.practice for entry in story.booklet.entries.select_related("practice").order_by("position")
    ]
    silent = set(story.random.sample(sorted(set(story.units) - {"HG-048", "HG-019"}), SILENT_UNITS))
    answers = [
        answer for code in story.units if code not in silent for answer in _answers_of(story, code, models)
    ]
    with clock.set_to(ANSWER_BY):
        enter_answers(actor=ACTOR, order=order, answers=answers)


def _answers_of(story: Story, code: str, models: list[Practice]) -> list[AnswerGiven]:
    """A unit answers some of the models: the more eager, the more it takes up."""
    pick = story.random
    eagerness = pick.random()
    unit = story.units[code]
    answers = []
    for model in models:
        if model.unit_id == unit.pk or pick.random() > 0.45 + 0.5 * eagerness:
            continue
        answered_on = ISSUED_ON + timedelta(days=5 + pick.randrange(60))
        chance = pick.random()
        if chance < 0.12 + 0.32 * eagerness:
            answers.append(_taken_up(story, model, code, answered_on))
        elif chance < 0.55:
            reason = pick.choice(REASONS_ALREADY)
            since = date(2019, 1, 1) if "2019" in reason else None
            answers.append(
                AnswerGiven(model, unit, Answer.ALREADY_HAVE, answered_on, reason, have_since=since)
            )
        else:
            answers.append(
                AnswerGiven(model, unit, Answer.DECLINE, answered_on, reason=pick.choice(REASONS_DECLINE))
            )
    return answers


def _taken_up(story: Story, model: Practice, code: str, answered_on: date) -> AnswerGiven:
    """Planned, applied or verified: a verified one has its own measure and evidence."""
    pick = story.random
    adapted = pick.random() < 0.25
    answer = Answer.ADAPT if adapted else Answer.ADOPT
    reason = pick.choice(REASONS_ADAPT) if adapted else ""
    unit = story.units[code]
    stage = pick.random()
    if stage < 0.36:
        planned = date(2021, 4, 15) + timedelta(days=pick.randrange(60))
        return AnswerGiven(model, unit, answer, answered_on, reason, planned_for=planned)
    applied_on = min(answered_on + timedelta(days=3 + pick.randrange(20)), date(2021, 3, 28))
    measured = stage >= 0.55  # some that apply have measured already and wait to be verified
    if not measured or model.baseline is None or model.result_value is None:
        return AnswerGiven(model, unit, answer, answered_on, reason, applied_on=applied_on)
    verified_on = min(applied_on + timedelta(days=10 + pick.randrange(15)), date(2021, 4, 2))
    share = Decimal(str(round(0.45 + 0.5 * pick.random(), 2)))
    whole = model.result_value == model.result_value.to_integral_value()
    places = Decimal(1) if whole else Decimal("0.1")
    result = (model.baseline + (model.result_value - model.baseline) * share).quantize(places)
    evidence = pick.choice(EVIDENCE).format(
        day=f"{verified_on.day:02d}/{verified_on.month}/{verified_on.year}"
    )
    return AnswerGiven(
        model,
        unit,
        answer,
        answered_on,
        reason,
        applied_on=applied_on,
        verified_on=verified_on if stage >= 0.73 else None,
        baseline=model.baseline,
        result_value=result,
        evidence=evidence,
    )
