"""Pledges of the people with accounts for 2020 and 2021, all invented, and how many of each unit pledged from 2016 to 2020: the same
numbers that the yearly reports say.
"""

import random
import uuid
from datetime import date, timedelta

from lantoa.commitments.choices import Half
from lantoa.commitments.services.counts import Counts, enter_counts
from lantoa.commitments.services.entering import NewPledge, NewRemark, enter_pledges
from lantoa.commitments.services.writing import LETTERS, ItemText
from lantoa.core import clock, periods
from lantoa.organisation.models import Person
from lantoa.sample.reports import HOME_AFFAIRS, HOSPITAL, figures_of_year, size_of
from lantoa.sample.story import ACTOR, FIRST_YEAR, LAST_YEAR, SEED, STORY_DAY, Story

LABEL = "(dữ liệu minh họa)"
COMMON = "Không ngừng tu dưỡng, rèn luyện đạo đức, lối sống, giữ gìn đoàn kết trong cơ quan"
ITEMS = [
    (
        "Tiếp nhận, trả hồ sơ",
        "Trả kết quả trước hẹn một ngày với hồ sơ đủ giấy tờ",
        "9 trên 10 hồ sơ, xem sổ một cửa",
    ),
    ("Tổng hợp báo cáo", "Gửi báo cáo quý trước hạn hai ngày, không để bị trả lại", "4 quý, 0 lần trả lại"),
    (
        "Quản lý, điều hành",
        "Tiếp dân, tiếp người lao động sáng thứ Ba hằng tuần",
        "Ít nhất 45 buổi trong năm",
    ),
    (
        "Quản lý, điều hành",
        "Họp giao ban không quá một giờ, gửi tài liệu trước hai ngày",
        "Biên bản từng cuộc",
    ),
    (
        "Chuyên môn",
        "Hướng dẫn một đồng nghiệp mới nắm hết quy trình của phòng",
        "Làm được một mình trước 30/9",
    ),
    ("Nêu gương", "Đi làm đúng giờ, không dùng xe công vào việc riêng", "Sổ trực, sổ xe"),
    (
        "Công tác dân vận",
        "Giúp một hộ khó khăn nơi kết nghĩa sửa nhà, có việc làm",
        "Một hộ, xong trước tháng 11",
    ),
    ("Nêu gương", COMMON, ""),
]
SAID = {
    Half.MID_YEAR: [
        "Đang làm đều, còn vướng tuần cao điểm.",
        "Được hơn một nửa.",
        "Mới bắt đầu từ tháng Tư.",
    ],
    Half.YEAR_END: [
        "Làm được như đã viết.",
        "Chậm hơn một tháng nhưng xong.",
        "Chưa xong, xin chuyển tiếp sang năm.",
    ],
}
REMARKS = [
    "Việc làm thấy được, mong giữ đều cả những tuần cao điểm.",
    "Nên chọn ít việc hơn và làm đến cùng; việc thứ nhất làm tốt.",
    "Đồng nghiệp đã học theo cách gửi tài liệu trước. Năm tới cố gắng thêm phần tiếp dân.",
]
SIGNED_OF_2021 = 0.8
WITH_2020 = (HOSPITAL, HOME_AFFAIRS)


def build_counts(story: Story) -> None:
    """Before the reports, which are checked against it."""
    rows = []
    for code, unit in story.units.items():
        size = size_of(story, code)
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            said = figures_of_year(code, size, periods.year(year))
            numbers = [int(said[line] or 0) for line in ("C00", "C01", "C03", "C04", "C05")]
            rows.append((unit, year, Counts(*numbers)))
    enter_counts(actor=ACTOR, rows=rows)


def build_pledges(story: Story) -> None:
    """2021 of everybody with an account in the units and at the bloc, some still drafts; 2020, with what was said of it, of two
    units and the bloc's leader and officers."""
    people = {one.user_id: one for one in Person.objects.filter(user__is_sample=True).order_by("pk")}
    leader = people[story.leader.pk]
    pledges: list[NewPledge] = []
    for code, unit in story.units.items():
        head, reporter = people[story.heads[code].pk], people[story.reporters[code].pk]
        for person, superior, above in ((head, leader, story.bloc), (reporter, head, unit)):
            name = f"{code}/{'head' if person is head else 'reporter'}"
            if code in WITH_2020:
                pledges.append(_of_2020(name, person, unit.pk, NewRemark(superior, above, "", STORY)))
            if (code, person) != (HOME_AFFAIRS, reporter):  # who is yet to begin, so that one can see how
                pledges.append(_of_2021(name, person, unit.pk, always=code == HOSPITAL))
    bloc = (("officer", story.officer), ("leader", story.leader))
    pledges += [_of_2021(f"bloc/{name}", people[user.pk], story.bloc.pk) for name, user in bloc]
    enter_pledges(actor=ACTOR, pledges=pledges)


STORY = clock.instant(STORY_DAY)


def _items(pick: random.Random, year: int) -> list[ItemText]:
    chosen = pick.sample(ITEMS, 3)
    return [
        ItemText(
            duty, f"{deed} {LABEL}", measure, date(year, pick.choice([6, 9, 11]), 30) if measure else None
        )
        for duty, deed, measure in chosen
    ]


def _code(pick: random.Random, year: int) -> str:
    return f"CK-{year}-" + "".join(pick.choice(LETTERS) for _place in range(8))


def _of_2021(name: str, person: Person, unit: uuid.UUID, *, always: bool = False) -> NewPledge:
    pick = random.Random(f"{SEED}/pledge/2021/{name}")
    begun = clock.instant(date(2021, 1, 18) + timedelta(days=pick.randrange(0, 50)), 9, pick.randrange(60))
    signed = always or pick.random() < SIGNED_OF_2021
    return NewPledge(
        _code(pick, 2021),
        person,
        unit,
        2021,
        begun,
        _items(pick, 2021),
        begun + timedelta(days=pick.randrange(1, 12)) if signed else None,
    )


def _of_2020(name: str, person: Person, unit: uuid.UUID, superior: NewRemark) -> NewPledge:
    pick = random.Random(f"{SEED}/pledge/2020/{name}")
    begun = clock.instant(date(2020, 2, 3) + timedelta(days=pick.randrange(0, 30)), 14, pick.randrange(60))
    told = {
        Half.MID_YEAR: clock.instant(date(2020, 6, 22) + timedelta(days=pick.randrange(0, 8)), 10),
        Half.YEAR_END: clock.instant(date(2020, 12, 7) + timedelta(days=pick.randrange(0, 14)), 10),
    }
    items = _items(pick, 2020)
    return NewPledge(
        _code(pick, 2020),
        person,
        unit,
        2020,
        begun,
        items,
        begun + timedelta(days=5),
        {half: (at, [pick.choice(SAID[half]) for _item in items]) for half, at in told.items()},
        {
            half: NewRemark(superior.author, superior.unit, pick.choice(REMARKS), at + timedelta(days=3))
            for half, at in told.items()
            # What the bloc's leader says of the second half is still to come.
            if half == Half.MID_YEAR or "head" not in name
        },
    )
