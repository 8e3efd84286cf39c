"""Outreach of the units since 2016: as many articles, contests and printed copies a quarter as their quarterly reports say.

Of the years before 2020 the register holds what an old list would give, a line per channel and quarter; since 2020 activity by
activity. The numbers of the steering board 35 are of the last quarters.
"""

import random
from datetime import date, timedelta

from lantoa.core import periods
from lantoa.core.periods import Period
from lantoa.directives.choices import Audience, Channel, OutreachKind, OutreachState, ReachMeasure
from lantoa.directives.models import Board35Count
from lantoa.directives.outreach_texts import ActivityText
from lantoa.directives.services.board35 import enter_board35
from lantoa.directives.services.outreach import NewActivity, enter_activities
from lantoa.sample.reports import figures_of_quarter, size_of
from lantoa.sample.story import ACTOR, FIRST_YEAR, LAST_YEAR, SEED, Story

DETAILED_SINCE = LAST_YEAR
ARTICLES = [
    "Gương sáng ở bộ phận một cửa",
    "Người đứng đầu nói đi đôi với làm",
    "Trả kết quả trước hẹn: việc nhỏ, niềm tin lớn",
    "Chi bộ làm theo Bác từ những việc hằng ngày",
    "Tiết kiệm điện, giấy ở cơ quan: con số sau một quý",
    "Họp ngắn, gửi tài liệu trước: cách làm của đơn vị",
    "Đồng hành cùng hộ khó khăn nơi đơn vị kết nghĩa",
    "Mỗi tuần một câu chuyện về Bác",
]
BROADCASTS = ["Chuyên mục «Làm theo lời Bác» trên sóng phát thanh", "Phóng sự về mô hình của đơn vị"]
CONTESTS = ["Hội thi kể chuyện về tấm gương của Bác", "Tọa đàm nêu gương của người đứng đầu"]
BOOKS = ["Sổ tay những mẩu chuyện về Bác", "Tập gương người tốt, việc tốt của đơn vị"]
PLANS = [
    ("Tuần lễ trưng bày sách về Bác", OutreachKind.EXHIBITION, Channel.ON_SITE),
    ("Hội thi kể chuyện chào mừng ngày 19/5", OutreachKind.CONTEST, Channel.ON_SITE),
    ("Loạt bài «Làm theo Bác» đợt kỷ niệm 19/5", OutreachKind.ARTICLE, Channel.WEBSITE),
]


def build_outreach(story: Story) -> None:
    quarters = [
        periods.quarter(year, number) for year in range(FIRST_YEAR, LAST_YEAR + 1) for number in (1, 2, 3, 4)
    ]
    quarters.append(periods.quarter(LAST_YEAR + 1, 1))
    enter_quarters(story, quarters)
    enter_activities(actor=ACTOR, activities=_planned(story))
    enter_board35(actor=ACTOR, counts=_board35(story, quarters[-5:]))


def enter_quarters(story: Story, quarters: list[Period]) -> None:
    """What the units of the story did in these quarters: what their reports will draw on."""
    activities = [
        one for quarter in quarters for code in story.units for one in _of_quarter(story, code, quarter)
    ]
    enter_activities(actor=ACTOR, activities=activities)


def _of_quarter(story: Story, code: str, quarter: Period) -> list[NewActivity]:
    """Together as many as the unit's report of the quarter says."""
    figures = figures_of_quarter(code, size_of(story, code), quarter)
    pick = random.Random(f"{SEED}/outreach/{code}/{quarter.code}")
    pieces, contests, copies = (int(figures[line] or 0) for line in ("P01", "P02", "P04"))
    detailed = quarter.start.year >= DETAILED_SINCE
    found = [_written(story, pick, quarter, count, detailed) for count in _parts(pick, pieces, detailed)]
    for _number in range(contests):
        text = _text(story, pick, quarter, pick.choice(CONTESTS), OutreachKind.CONTEST, Channel.ON_SITE)
        found.append(_reaching(text, pick.randrange(40, 180), ReachMeasure.PRESENT))
    if copies:
        text = _text(story, pick, quarter, pick.choice(BOOKS), OutreachKind.PUBLICATION, Channel.PRINT)
        found.append(_reaching(text, copies, ReachMeasure.COPIES))
    return [NewActivity(story.units[code], text) for text in found]


def _parts(pick: random.Random, pieces: int, detailed: bool) -> list[int]:
    """How the articles of a quarter stand in the register: in one line, or in three that come to as many."""
    if not detailed or pieces < 3:
        return [pieces] if pieces else []
    first = 1
    second = 1 + pick.randrange(pieces - 2)
    return [first, second, pieces - first - second] if pieces - first - second else [first, second]


def _written(story: Story, pick: random.Random, quarter: Period, count: int, detailed: bool) -> ActivityText:
    if not detailed:
        text = _text(
            story,
            pick,
            quarter,
            f"Tin, bài trên trang thông tin, {quarter.label}",
            OutreachKind.ARTICLE,
            Channel.WEBSITE,
        )
        return _counted(text, count)
    if pick.random() < 0.2:
        text = _text(story, pick, quarter, pick.choice(BROADCASTS), OutreachKind.BROADCAST, Channel.RADIO_TV)
        return _counted(text, count)
    channel = pick.choice([Channel.WEBSITE, Channel.WEBSITE, Channel.SOCIAL, Channel.NEWSPAPER])
    text = _counted(_text(story, pick, quarter, pick.choice(ARTICLES), OutreachKind.ARTICLE, channel), count)
    if channel == Channel.NEWSPAPER or pick.random() < 0.3:
        return text
    return _reaching(text, count * pick.randrange(60, 400), ReachMeasure.VIEWS)


def _text(
    story: Story, pick: random.Random, quarter: Period, title: str, kind: OutreachKind, channel: Channel
) -> ActivityText:
    day = min(quarter.start + timedelta(days=pick.randrange(2, 85)), quarter.last_day)
    audience = pick.choice([Audience.BOTH, Audience.BOTH, Audience.OUTSIDE, Audience.INSIDE])
    return ActivityText(title, kind, day, channel, audience, [story.directive])


def _counted(text: ActivityText, count: int) -> ActivityText:
    return ActivityText(**{**vars(text), "pieces": count})


def _reaching(text: ActivityText, reach: int, measure: ReachMeasure) -> ActivityText:
    return ActivityText(**{**vars(text), "reach": reach, "measure": measure})


def _planned(story: Story) -> list[NewActivity]:
    """What is to come around the nineteenth of May."""
    pick = random.Random(f"{SEED}/outreach/planned")
    found = []
    for code in list(story.units)[::3]:
        title, kind, channel = pick.choice(PLANS)
        day = date(LAST_YEAR + 1, 4, 12) + timedelta(days=pick.randrange(0, 38))
        text = ActivityText(
            title, kind, day, channel, Audience.BOTH, [story.directive], OutreachState.PLANNED
        )
        found.append(NewActivity(story.units[code], text))
    return found


def _board35(story: Story, quarters: list[Period]) -> list[Board35Count]:
    pick = random.Random(f"{SEED}/outreach/35")
    return [
        Board35Count(
            unit=story.units[code],
            year=quarter.start.year,
            quarter=quarter.number,
            number=pick.randrange(0, 9),
        )
        for quarter in quarters
        for code in list(story.units)[::2]
    ]
