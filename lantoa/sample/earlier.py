"""An order of the province two years earlier: old enough that its adoptions were asked about again after 6 and 12 months."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from lantoa.core import clock
from lantoa.practices.choices import AdoptionState, Answer, CheckFound, YearState
from lantoa.practices.models import Adoption, AdoptionCheck, Practice, PracticeYear
from lantoa.practices.services.adoptions import AnswerGiven, enter_answers
from lantoa.practices.services.booklets import NewEntry, publish_booklet
from lantoa.practices.services.checks import enter_check, enter_visit
from lantoa.practices.services.orders import order_replication
from lantoa.sample.story import ACTOR, SEED, STORY_DAY, Story

YEAR = 2018
MODELS, UNITS = 6, 32
PUBLISHED_ON, ISSUED_ON, ANSWER_BY = date(2019, 1, 10), date(2019, 1, 21), date(2019, 4, 30)
LAST_ANSWER = date(2019, 12, 20)

CHANGED = [
    "Làm theo quý thay cho theo tháng vì thiếu người.",
    "Gộp với buổi sinh hoạt chuyên đề, bỏ sổ giấy.",
    "Chuyển từ chi đoàn sang công đoàn phụ trách.",
]
ENDED = [
    "Người phụ trách chuyển công tác, chưa có người thay.",
    "Bộ phận đã giải thể khi sắp xếp lại phòng, ban.",
    "Việc này nay đã nằm trong quy trình điện tử chung nên không cần làm riêng.",
    "Làm được nửa năm, kết quả không rõ so với công sức bỏ ra.",
]
VISITS = [
    ("HG-048", date(2021, 3, 4), 9, "Xem cách phân luồng tại cửa; xin mẫu phiếu màu để dùng từ tuần sau."),
    (
        "HG-019",
        date(2021, 3, 18),
        6,
        "Thống nhất giảm hai bước và thử trong một quý trước khi làm cả cơ quan.",
    ),
]


def build_earlier_order(story: Story) -> None:
    """The province's booklet of 2018 given to a third of the units; its own dice, so that the rest of the story stays as it is."""
    pick = Random(SEED + YEAR)
    models = _models(story, pick)
    with clock.set_to(PUBLISHED_ON):
        booklet = publish_booklet(
            actor=ACTOR,
            unit=story.province,
            code="TAP-2018-TINH",
            title="Mô hình tiêu biểu học tập và làm theo Bác của tỉnh năm 2018",
            year=YEAR,
            preface="Tập mô hình giao thí điểm ở một phần ba số đơn vị. Số liệu trong tập là dữ liệu minh họa.",
            entries=[NewEntry(one, one.problem, one.method, one.result, one.lesson) for one in models],
        )
    answered = set(Adoption.objects.values_list("unit__code", flat=True))
    codes = sorted(pick.sample(sorted(answered & set(story.units)), UNITS))
    with clock.set_to(ISSUED_ON):
        order = order_replication(
            actor=ACTOR,
            booklet=booklet,
            unit=story.province,
            units=[story.units[code] for code in codes],
            code="NR-2019-01",
            issued_on=ISSUED_ON,
            answer_by=ANSWER_BY,
        )
    answers = [
        answer
        for code in codes
        for one in models
        if one.unit_id != story.units[code].pk
        for answer in _answer(pick, story, code, one)
    ]
    with clock.set_to(LAST_ANSWER):
        made = enter_answers(actor=ACTOR, order=order, answers=answers)
    for adoption in made:
        if adoption.state == AdoptionState.VERIFIED:
            _ask(pick, adoption)
    _visits()


def _models(story: Story, pick: Random) -> list[Practice]:
    """Recognised in 2018 and measured: some of them are no longer registered today."""
    rows = PracticeYear.objects.filter(
        year=YEAR,
        state=YearState.RECOGNISED,
        practice__result_value__isnull=False,
        practice__baseline__isnull=False,
        practice__unit__in=[unit.pk for unit in story.units.values()],
    ).select_related("practice")
    found = {row.practice.code: row.practice for row in rows.order_by("practice__code")}
    kept = set(
        PracticeYear.objects.filter(practice__code__in=found, year__gte=STORY_DAY.year - 1).values_list(
            "practice__code", flat=True
        )
    )
    gone = sorted(set(found) - kept)
    chosen = pick.sample(sorted(kept), MODELS - 2) + pick.sample(gone, 2)
    return [found[code] for code in sorted(chosen)]


def _answer(pick: Random, story: Story, code: str, model: Practice) -> list[AnswerGiven]:
    unit = story.units[code]
    answered_on = ISSUED_ON + timedelta(days=7 + pick.randrange(85))
    chance = pick.random()
    if chance < 0.25:
        return []
    if chance < 0.45:
        return [AnswerGiven(model, unit, Answer.DECLINE, answered_on, "Đơn vị không có việc này.")]
    if chance < 0.55:
        since = date(2017, 1 + pick.randrange(12), 1)
        reason = "Đơn vị đã có sổ theo dõi tương tự."
        return [AnswerGiven(model, unit, Answer.ALREADY_HAVE, answered_on, reason, have_since=since)]
    applied_on = answered_on + timedelta(days=10 + pick.randrange(120))
    if chance < 0.65 or model.baseline is None or model.result_value is None:
        return [AnswerGiven(model, unit, Answer.ADOPT, answered_on, applied_on=applied_on)]
    share = Decimal(str(round(0.4 + 0.5 * pick.random(), 2)))
    verified_on = min(applied_on + timedelta(days=30 + pick.randrange(30)), LAST_ANSWER)
    result = (model.baseline + (model.result_value - model.baseline) * share).quantize(Decimal("0.1"))
    evidence = (
        f"Sổ theo dõi và biên bản kiểm tra ngày {verified_on.day:02d}/{verified_on.month}/{verified_on.year}."
    )
    return [
        AnswerGiven(
            model,
            unit,
            Answer.ADOPT,
            answered_on,
            applied_on=applied_on,
            verified_on=verified_on,
            baseline=model.baseline,
            result_value=result,
            evidence=evidence,
        )
    ]


def _ask(pick: Random, adoption: Adoption) -> None:
    """Most still work so; some changed, some ended, some owe the answer."""
    for check in AdoptionCheck.objects.filter(adoption=adoption).order_by("months"):
        chance = pick.random()
        told_on = check.due_on + timedelta(days=pick.randrange(1, 40))
        if chance < 0.12:
            continue
        found = (
            CheckFound.ALIVE if chance < 0.62 else CheckFound.CHANGED if chance < 0.82 else CheckFound.ENDED
        )
        words = {CheckFound.CHANGED: CHANGED, CheckFound.ENDED: ENDED}.get(found)
        note = pick.choice(words) if words else ""
        value = adoption.result_value if found == CheckFound.ALIVE else None
        with clock.set_to(told_on):
            enter_check(
                actor=ACTOR,
                adoption=adoption,
                months=check.months,
                found=found,
                told_on=told_on,
                note=note,
                value=value,
            )
        if found == CheckFound.ENDED:
            return


def _visits() -> None:
    """Two units went to see the origin of what they take up from this year's booklet."""
    for code, held_on, visitors, outcome in VISITS:
        adoption = (
            Adoption.objects.filter(
                unit__code=code, order__code="NR-2021-01", state__in=("planned", "applied", "verified")
            )
            .select_related("practice__unit")
            .order_by("practice__code")
            .first()
        )
        if adoption is not None:
            enter_visit(
                actor=ACTOR,
                adoption=adoption,
                held_on=held_on,
                host=adoption.practice.unit,
                visitors=visitors,
                outcome=outcome,
            )
