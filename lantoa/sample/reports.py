"""Five years of quarterly and yearly reports, and the first quarter of 2021 in the middle of its work."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from lantoa.core import clock, periods
from lantoa.core.periods import Period
from lantoa.organisation.services.statistics import refresh_statistics
from lantoa.reporting.checks import jump
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Collection, SheetVersion
from lantoa.reporting.services.collections import open_collection
from lantoa.reporting.services.loading import ReportRow, load_reports
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.sample.sheets import QUARTERLY, YEARLY, registered_lines
from lantoa.sample.story import ACTOR, FIRST_YEAR, LAST_YEAR, SEED, STORY_DAY, Story

HOSPITAL, HOME_AFFAIRS = "HG-048", "HG-019"
SMALLEST = "HG-094"  # fewer than ten members: what is told by theme is told for it by the committee above
# How the running quarter stands on the story's day: the rest of the 98 is not sent.
WAITING, RETURNED, UNSENT = 17, 4, 9

LIMITS = [
    "Việc nêu gương của một số đảng viên chưa đều; nguyên nhân do chi ủy chưa nhắc thường xuyên.",
    "Sinh hoạt chuyên đề có kỳ còn ít ý kiến; nguyên nhân do chuẩn bị câu hỏi chậm.",
    "Tin, bài tuyên truyền chưa nhiều; nguyên nhân do thiếu người viết.",
    "Theo dõi kết quả mô hình chưa có số đo hằng quý; nguyên nhân do chưa phân công rõ.",
    "Một số chi bộ gửi báo cáo chậm; nguyên nhân do việc chuyên môn dồn cuối quý.",
]
TASKS = [
    "Sinh hoạt chuyên đề quý tới gắn với việc giải quyết một vấn đề cụ thể của đơn vị.",
    "Chọn hai mô hình trong tập năm 2020 để áp dụng, giao người theo dõi số đo.",
    "Kiểm tra một chi bộ về việc thực hiện bản cam kết.",
    "Duy trì mô hình đã đăng ký, ghi kết quả vào cuối tháng.",
    "Tổ chức đối thoại giữa người đứng đầu và người lao động trong tháng đầu quý.",
]
RETURN_REASON = "Số đảng viên được quán triệt thấp hơn quý trước nhiều, đề nghị kiểm tra lại và ghi lý do."

# Why a figure of these is several times the one of the period before.
REASONS = {
    "T01": "Quý này học nghị quyết mới nên mở thêm lớp.",
    "T02": "Quý này học nghị quyết mới, mời cả quần chúng cùng dự.",
    "P01": "Có đợt tuyên truyền cao điểm, các chi bộ cùng viết.",
    "P04": "Nhận sách cấp phát cho tủ sách trong quý này.",
    "C04": "Năm nay phát động đến toàn thể người lao động.",
    "C05": "Số quần chúng đăng ký đổi nhiều nên số này đổi theo.",
    "M12": "Mô hình được mở rộng ra nhiều nơi nên số người hưởng lợi tăng.",
    "A04": "Năm nay sơ kết nên chi khen thưởng nhiều hơn.",
}


@dataclass(frozen=True)
class Size:
    """How large a unit is; its figures follow from it."""

    members: int
    cells: int
    activity: float


def build_reports(story: Story) -> None:
    with clock.set_to(date(2016, 1, 4)):
        quarterly = publish_sheet(actor=ACTOR, sheet=QUARTERLY)
        yearly = publish_sheet(actor=ACTOR, sheet=YEARLY)
    sizes = {code: size_of(story, code) for code in story.units}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for number in (1, 2, 3, 4):
            finished(story, quarterly, periods.quarter(year, number), sizes)
        finished(story, yearly, periods.year(year), sizes)
    _running(story, quarterly, periods.quarter(LAST_YEAR + 1, 1), sizes)
    refresh_statistics()  # what follows adds these reports up


def size_of(story: Story, code: str) -> Size:
    """The same for a unit whenever it is asked."""
    pick = random.Random(f"{SEED}/{code}")
    party = story.unit_rows[code]["kind"] == "grassroots_party_organization"
    if code == HOSPITAL:
        return Size(158, 14, 1.3)
    if code == SMALLEST:
        return Size(4, 1, 0.8)
    members = pick.randrange(48, 190) if party else pick.randrange(9, 34)
    return Size(members, max(2, members // 14) if party else 1, 0.6 + 0.8 * pick.random())


def _open(story: Story, version: SheetVersion, period: Period) -> Collection:
    """Due on the 22nd of the last month, closed for good some days after."""
    last = period.end - timedelta(days=1)
    due = clock.instant(date(last.year, last.month, 22), 17)
    closes = clock.instant(date(last.year, last.month, 22) + timedelta(days=19), 17)
    with clock.set_to(date(last.year, last.month, 1)):
        return open_collection(
            actor=ACTOR,
            sheet_version=version,
            period=period,
            owner=story.bloc,
            units=story.units.values(),
            due_at=due,
            closes_at=closes,
            title=f"Báo cáo {period.label}, học tập và làm theo Bác",
        )


def finished(story: Story, version: SheetVersion, period: Period, sizes: dict[str, Size]) -> None:
    """A period that all units of the story have reported on, accepted."""
    collection = _open(story, version, period)
    rows = [_row(story, collection, code, sizes[code], SubmissionState.ACCEPTED) for code in story.units]
    with clock.set_to(collection.due_at + timedelta(days=6)):
        load_reports(actor=ACTOR, collection=collection, rows=rows)


def _running(story: Story, version: SheetVersion, period: Period, sizes: dict[str, Size]) -> None:
    """The quarter that the conference also reviews: some accepted, some waiting, some returned, some not sent."""
    collection = _open(story, version, period)
    others = [code for code in story.units if code not in {HOSPITAL, HOME_AFFAIRS}]
    story.random.shuffle(others)
    unsent = {HOSPITAL, *others[: UNSENT - 1]}
    returned = {HOME_AFFAIRS, *others[UNSENT : UNSENT + RETURNED - 1]}
    waiting = set(others[40 : 40 + WAITING])
    rows = []
    for code in story.units:
        if code in unsent:
            if code == HOSPITAL:
                rows.append(_begun(story, collection, code, sizes[code]))
            continue
        state = SubmissionState.ACCEPTED
        if code in returned:
            state = SubmissionState.RETURNED
        elif code in waiting:
            state = SubmissionState.SUBMITTED
        rows.append(_row(story, collection, code, sizes[code], state))
    with clock.set_to(STORY_DAY):
        load_reports(actor=ACTOR, collection=collection, rows=rows)


def _row(story: Story, collection: Collection, code: str, size: Size, state: SubmissionState) -> ReportRow:
    period = collection.period
    pick = random.Random(f"{SEED}/{code}/{period.code}")
    yearly = collection.sheet_version.sheet.code == YEARLY.code
    values = _yearly(pick, size, period) if yearly else _quarterly(pick, size, period)
    sent = collection.due_at - timedelta(days=pick.randrange(0, 9), hours=pick.randrange(1, 7))
    decided = state in {SubmissionState.ACCEPTED, SubmissionState.RETURNED}
    before = _before(story, collection, code, size)
    texts = {0: pick.choice(LIMITS)} if yearly else {0: pick.choice(LIMITS), 1: pick.choice(TASKS)}
    return ReportRow(
        unit_id=story.units[code].pk,
        values=values,
        state=state,
        notes={
            name: REASONS[name]
            for name, value in values.items()
            if jump(_exact(value), _exact(before.get(name)))
        },
        texts=texts,
        confirmed=registered_lines(YEARLY if yearly else QUARTERLY),
        saved_at=sent - timedelta(days=1),
        saved_by=story.reporters[code],
        submitted_at=sent,
        submitted_by=story.heads[code],
        decided_at=_decided_at(pick, sent) if decided else None,
        decided_by=story.officer if decided else None,
        return_reason=RETURN_REASON if state == SubmissionState.RETURNED else "",
        return_lines={"T03": "Kiểm tra lại số này."} if state == SubmissionState.RETURNED else {},
    )


def _before(
    story: Story, collection: Collection, code: str, size: Size
) -> Mapping[str, int | Decimal | None]:
    """The figures of the period before; nothing before the story begins."""
    period = collection.period.previous
    if period.start.year < FIRST_YEAR:
        return {}
    pick = random.Random(f"{SEED}/{code}/{period.code}")
    yearly = collection.sheet_version.sheet.code == YEARLY.code
    return _yearly(pick, size, period) if yearly else _quarterly(pick, size, period)


def _exact(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _decided_at(pick: random.Random, sent: datetime) -> datetime:
    return sent + timedelta(days=1 + pick.randrange(3), hours=pick.randrange(1, 5))


def _begun(story: Story, collection: Collection, code: str, size: Size) -> ReportRow:
    """The hospital's report as its reporter left it: a part is there, a part is missing."""
    pick = random.Random(f"{SEED}/{code}/{collection.period.code}")
    values = _quarterly(pick, size, collection.period)
    left = {
        name: value
        for name, value in values.items()
        if name not in {"T06", "T07", "P01", "I01", "I03", "I05"}
    }
    return ReportRow(
        unit_id=story.units[code].pk,
        values=left,
        state=SubmissionState.DRAFT,
        saved_at=clock.instant(date(2021, 3, 18), 14, 32),
        saved_by=story.reporters[code],
    )


def figures_of_quarter(code: str, size: Size, period: Period) -> dict[str, int | Decimal | None]:
    """What a unit's quarterly report says; the same whenever it is asked."""
    return _quarterly(random.Random(f"{SEED}/{code}/{period.code}"), size, period)


def figures_of_year(code: str, size: Size, period: Period) -> dict[str, int | Decimal | None]:
    """What a unit's yearly report says; the same whenever it is asked."""
    return _yearly(random.Random(f"{SEED}/{code}/{period.code}"), size, period)


def members_in(size: Size, period: Period) -> int:
    """Units grow slowly."""
    return (
        size.members
        + (period.start.year - FIRST_YEAR) * max(1, size.members // 60)
        + (period.start.month - 1) // 6
    )


def _quarterly(pick: random.Random, size: Size, period: Period) -> dict[str, int | Decimal | None]:
    members = members_in(size, period)
    studied = round(members * (0.93 + 0.07 * pick.random()))
    sessions = 1 + round(size.activity * pick.random() * 3)
    inspected = pick.randrange(0, 2) if size.cells > 1 else 0
    supervised = pick.randrange(0, 2) if size.cells > 1 else 0
    listed = int(pick.random() < 0.35)
    return {
        "D01": pick.randrange(1, 5),
        "U02": size.cells,
        "U03": members,
        "T01": sessions,
        "T02": studied + round(members * pick.random() * sessions * 0.6),
        "T03": studied,
        "T06": size.cells,
        "T07": 6 + pick.randrange(7),
        "C06": listed,
        "C07": listed if pick.random() < 0.85 else 0,
        "G02": int(pick.random() < 0.4),
        "P01": round(4 + size.activity * pick.randrange(4, 16)),
        "P02": int(pick.random() < 0.12),
        "P04": pick.choice([0, 0, 0, 20, 50, 100]),
        "I01": inspected,
        "I03": supervised,
        "I05": min(inspected + supervised, pick.randrange(0, 2)),
        "A01": pick.choice([0, 0, 0, 1]),
        "A02": pick.choice([0, 0, 1, 2, 3]),
        "X05": round(size.members / 80 * pick.random() * 2),
    }


def _yearly(pick: random.Random, size: Size, period: Period) -> dict[str, int | Decimal | None]:
    members = members_in(size, period)
    due = members - pick.randrange(0, 1 + members // 30)
    signed = round(due * (0.96 + 0.04 * pick.random()))
    others = round(members * pick.random() * 1.4)
    return {
        "C00": due,
        "C01": signed,
        "C03": min(signed, max(2, round(members * 0.09))),
        "C04": others,
        "C05": (signed + others) * (85 + members % 11) // 100,
        "M12": round(size.activity * pick.randrange(40, 900)),
        "H01": pick.randrange(0, 3),
        "A04": 500_000 * pick.randrange(0, 12),
    }
