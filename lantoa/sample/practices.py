"""The registry: what 98 units registered from 2016 to the first quarter of 2021, and what became of it."""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from lantoa.core import clock
from lantoa.practices.choices import Origin, Subject, YearState
from lantoa.practices.models import Practice, PracticeField
from lantoa.practices.services.booklets import NewEntry, publish_booklet
from lantoa.practices.services.entering import NewPractice, enter_practices
from lantoa.practices.services.reference import enter_fields
from lantoa.practices.texts import PracticeText
from lantoa.sample.story import ACTOR, FIRST_YEAR, LAST_YEAR, Story, content

FIELDS = [
    ("xay_dung_dang", "Xây dựng Đảng"),
    ("neu_guong", "Nêu gương"),
    ("cai_cach_hanh_chinh", "Cải cách hành chính"),
    ("dan_van", "Dân vận"),
    ("tiet_kiem", "Thực hành tiết kiệm"),
    ("an_sinh_xa_hoi", "An sinh xã hội"),
    ("giao_duc", "Giáo dục"),
    ("y_te", "Y tế"),
    ("van_hoa", "Văn hóa"),
    ("quoc_phong_an_ninh", "Quốc phòng, an ninh"),
    ("moi_truong", "Môi trường"),
    ("kinh_te", "Kinh tế"),
    ("nong_thon_moi", "Nông thôn mới"),
    ("chuyen_doi_so", "Chuyển đổi số"),
    ("khac", "Khác"),
]

# How many practices are recognised for the first time in each year, booklet included. With those recognised a second time
# (AGAIN) the yearly counts are 61, 74, 81, 91 and 86, which is 393 recognitions of 387 practices.
FIRST_RECOGNISED = {2016: 61, 2017: 73, 2018: 80, 2019: 89, 2020: 84}
AGAIN = {2017: 1, 2018: 1, 2019: 2, 2020: 2}

PREFACE = (
    "Tập này giới thiệu những mô hình hay, cách làm hiệu quả được công nhận trong năm 2020, chọn từ các chi bộ, đảng bộ trực "
    "thuộc. Mỗi mô hình kể bối cảnh, cách làm, kết quả đo được và bài học, để đơn vị khác xem điều gì hợp với mình thì làm theo."
    "\n\n"
    "Các đơn vị đọc, bàn trong chi bộ, chọn mô hình phù hợp và trả lời Đảng ủy Khối: áp dụng, áp dụng có điều chỉnh, đã có cách "
    "tương tự hoặc không áp dụng kèm lý do. Số liệu trong tập là dữ liệu minh họa."
)


@dataclass
class Plan:
    """One practice before it is entered."""

    unit_code: str
    text: PracticeText
    year: int
    booklet: dict[str, Any] | None = None
    copied: bool = False
    series: tuple[tuple[str, Decimal], ...] = ()


def build_fields() -> dict[str, PracticeField]:
    return enter_fields(actor=ACTOR, fields=FIELDS)


def build_practices(story: Story, fields: dict[str, PracticeField]) -> None:
    """Enter every practice year by year, each at the time it was registered."""
    plans = [*_from_booklet(story, fields), *_from_kernels(story, fields)]
    plans += _copies(plans)
    new = [
        NewPractice(story.units[plan.unit_code], plan.text, tuple(years), plan.series, _dates(years))
        for plan, years in zip(plans, _histories(story, plans), strict=True)
    ]
    order = sorted(range(len(new)), key=lambda place: (plans[place].year, plans[place].unit_code, place))
    by_plan: dict[int, Practice] = {}
    years = sorted({plan.year for plan in plans})
    for year in years:
        places = [place for place in order if plans[place].year == year]
        with clock.set_to(date(year, 3, 20)):
            made = enter_practices(actor=ACTOR, practices=[new[place] for place in places])
        by_plan |= dict(zip(places, made, strict=True))
    story.practices = [by_plan[place] for place in range(len(plans))]
    _publish(story, plans)


def _dates(years: list[tuple[int, Origin, YearState]]) -> dict[int, tuple[date, date]]:
    """Units register in March; the committee decides in December."""
    return {year: (date(year, 3, 20), date(year, 12, 15)) for year, _origin, _state in years}


def _publish(story: Story, plans: list[Plan]) -> None:
    entries = [
        NewEntry(
            practice,
            background=_joined(plan.booklet["background"]),
            method=_joined(plan.booklet["method"]),
            result=_joined(plan.booklet["result"]),
            lesson=_joined(plan.booklet["lesson"]),
            replication_hint=plan.booklet["replication_hint"],
        )
        for plan, practice in zip(plans, story.practices, strict=True)
        if plan.booklet
    ]
    with clock.set_to(date(2021, 1, 8)):
        story.booklet = publish_booklet(
            actor=ACTOR,
            unit=story.bloc,
            code="TAP-2020",
            title="Những mô hình hay, cách làm hiệu quả trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2020",
            year=LAST_YEAR,
            preface=PREFACE,
            entries=entries,
        )


def _joined(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs)


def _from_booklet(story: Story, fields: dict[str, PracticeField]) -> Iterator[Plan]:
    for row in content("booklet.json"):
        goal = row["goal"]
        started = date.fromisoformat(row["started_on"])
        text = PracticeText(
            title=row["title"],
            field=fields[row["field"]],
            directive=story.directive,
            started_on=started,
            problem=row["problem"],
            goal=goal["text"],
            measure=goal["measure"],
            measure_unit=goal["unit"],
            method=row["method"][0],
            baseline=Decimal(goal["baseline"]),
            target=Decimal(goal["target"]),
            target_on=date.fromisoformat(goal["due_on"]),
            result=row["result"][0],
            result_value=Decimal(row["result_value"]),
            lesson=row["lesson"][0],
        )
        series = tuple((period, Decimal(str(value))) for period, value in row["series"])
        yield Plan(row["unit"], text, max(FIRST_YEAR, started.year), booklet=row, series=series)


def _from_kernels(story: Story, fields: dict[str, PracticeField]) -> Iterator[Plan]:
    rows = [
        (kernel, row)
        for name in ("kernels_offices.json", "kernels_services.json")
        for kernel in content(name)
        for row in kernel["variants"]
    ]
    for (kernel, row), year in zip(rows, _years_of(story, rows), strict=True):
        told = _shifted(row, year - _last_year_named(row))
        due = _due_on(told["goal"], year)
        open_ended = year > LAST_YEAR  # registered this spring: there is no result to tell yet
        text = PracticeText(
            title=row["title"],
            field=fields[kernel["field"]],
            directive=story.directive,
            started_on=_started_on(story, due),
            problem=told["problem"],
            goal=told["goal"],
            measure=kernel["measure"]["name"],
            measure_unit=kernel["measure"]["unit"],
            method=told["method"],
            baseline=Decimal(row["baseline"]),
            target=Decimal(row["target"]),
            target_on=due,
            result="" if open_ended else told["result"],
            result_value=None if open_ended else Decimal(row["result_value"]),
            lesson="" if open_ended else told["lesson"],
            subject=Subject.INDIVIDUAL if story.random.random() < 0.08 else Subject.COLLECTIVE,
        )
        yield Plan(row["unit"], text, year, series=_series(text, year))


YEAR = re.compile(r"\b20[12]\d\b")
TOLD = ("problem", "goal", "method", "result", "lesson")
# How many of the kernels' practices are registered in each year; what remains goes to the last one.
REGISTERED = {2016: 74, 2017: 86, 2018: 94, 2019: 104, 2020: 80}
EPIDEMIC = "phong-chong-dich"  # cannot be told of an earlier year


def _last_year_named(row: dict[str, Any]) -> int:
    """The last year that goal and result speak of: the year a practice belongs to, as it was written."""
    return max((int(year) for year in YEAR.findall(f"{row['goal']} {row['result']}")), default=LAST_YEAR)


def _years_of(story: Story, rows: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[int]:
    """A year for each practice: texts are moved in time as a whole, so that every year of the story has its share."""
    places = list(range(len(rows)))
    story.random.shuffle(places)
    places.sort(key=lambda place: (rows[place][0]["kernel"] == EPIDEMIC, _last_year_named(rows[place][1])))
    years = [year for year, wanted in REGISTERED.items() for _ in range(wanted)]
    # Those left over were registered this spring; the epidemic's belong to the last reviewed year.
    epidemic = [place for place in places if rows[place][0]["kernel"] == EPIDEMIC]
    others = [place for place in places if rows[place][0]["kernel"] != EPIDEMIC]
    years = years[: len(years) - len(epidemic)]
    assigned = dict.fromkeys(epidemic, LAST_YEAR)
    assigned |= {place: years[n] if n < len(years) else LAST_YEAR + 1 for n, place in enumerate(others)}
    return [assigned[place] for place in range(len(rows))]


def _shifted(row: dict[str, Any], by: int) -> dict[str, str]:
    """The texts with every year moved by the same distance."""
    return {name: YEAR.sub(lambda found: str(int(found[0]) + by), row[name]) for name in TOLD}


def _started_on(story: Story, due: date) -> date:
    """Early in the year of the goal, or in the autumn before where the goal falls in spring."""
    day = 1 + story.random.randrange(27)
    if due.month <= 4:
        return date(due.year - 1, 9 + story.random.randrange(3), day)
    return date(due.year, 1 + story.random.randrange(3), day)


def _due_on(goal: str, year: int) -> date:
    """The deadline that a goal names, to the end of its month; the end of the year where it names no month of it."""
    month = re.search(rf"(\d{{1,2}})/{year}", goal)
    number = int(month[1]) if month and 1 <= int(month[1]) <= 12 else 12
    return date(year, number, calendar.monthrange(year, number)[1])


def _series(text: PracticeText, year: int) -> tuple[tuple[str, Decimal], ...]:
    """Four quarters on a straight way from where it stood to where it came."""
    if text.baseline is None or text.result_value is None or year > LAST_YEAR:
        return ()
    step = (text.result_value - text.baseline) / 4
    places = Decimal("1") if text.result_value == text.result_value.to_integral_value() else Decimal("0.1")
    values = [(text.baseline + step * quarter).quantize(places) for quarter in (1, 2, 3)]
    return tuple((f"{year}Q{n}", value) for n, value in enumerate([*values, text.result_value], start=1))


def _copies(plans: list[Plan]) -> list[Plan]:
    """The planted near-duplicates: another unit's practice with small edits, registered and not recognised."""
    by_title = {plan.text.title: plan for plan in plans}
    copies = []
    for row in content("near_duplicates.json")["pairs"]:
        original = by_title[row["of"]]
        year = min(original.year + 1, LAST_YEAR)

        def edited(told: str, edits: list[list[str]] = row["edits"], by: int = year - original.year) -> str:
            moved = YEAR.sub(lambda found: str(int(found[0]) + by), told)
            return _edited(moved, edits)

        text = replace(
            original.text,
            title=row["title"],
            problem=edited(original.text.problem),
            goal=edited(original.text.goal),
            method=edited(original.text.method),
            result=edited(original.text.result),
            target_on=date(year, 12, 31),
            started_on=date(year, 2, 15),
        )
        copies.append(Plan(row["unit"], text, year, copied=True))
    return copies


def _edited(text: str, edits: list[list[str]]) -> str:
    for before, after in edits:
        text = text.replace(before, after)
    return text


def _histories(story: Story, plans: list[Plan]) -> list[list[tuple[int, Origin, YearState]]]:
    """For each plan its years: registered, recognised or not, kept up in later years."""
    recognised = _choose_recognised(story, plans)
    again = _choose_again(story, plans, recognised)
    histories = []
    for place, plan in enumerate(plans):
        first = recognised.get(place)
        years: list[tuple[int, Origin, YearState]] = []
        for year in range(plan.year, LAST_YEAR + 2):
            origin = Origin.NEW if year == plan.year else Origin.MAINTAINED
            if year == first or year == again.get(place):
                years.append((year, origin, YearState.RECOGNISED))
            elif year == plan.year:
                years.append((year, origin, _unrecognised(story, plan, first)))
            elif first and (year < first or _kept_up(story, year - first)):
                state = YearState.EFFECTIVE if year <= LAST_YEAR else YearState.REGISTERED
                years.append((year, origin, state))
            else:
                break
        histories.append(years)
    return histories


def _unrecognised(story: Story, plan: Plan, first: int | None) -> YearState:
    """The state of the first year where it was not recognised in it."""
    if plan.year > LAST_YEAR:
        return YearState.REGISTERED
    if first:
        return YearState.EFFECTIVE
    if plan.copied:
        return YearState.NOT_RECOGNISED
    return story.random.choice(
        [YearState.EFFECTIVE, YearState.NOT_RECOGNISED, YearState.NOT_RECOGNISED, YearState.STOPPED]
    )


def _kept_up(story: Story, after: int) -> bool:
    return story.random.random() < (0.75 if after == 1 else 0.6)


def _choose_recognised(story: Story, plans: list[Plan]) -> dict[int, int]:
    """Which practices are recognised, and in which year first: the booklet's in the last year, others in theirs or the next."""
    chosen = {place: LAST_YEAR for place, plan in enumerate(plans) if plan.booklet}
    pools: dict[int, list[int]] = defaultdict(list)
    for place, plan in enumerate(plans):
        if not plan.booklet and not plan.copied and plan.year <= LAST_YEAR:
            pools[plan.year].append(place)
    for pool in pools.values():
        story.random.shuffle(pool)
    waiting: list[int] = []
    for year, wanted in FIRST_RECOGNISED.items():
        wanted -= sum(first == year for first in chosen.values())
        candidates = [*waiting, *pools[year]]
        if len(candidates) < wanted:
            raise ValueError(
                f"{year}: {wanted} practices are to be recognised, only {len(candidates)} are there"
            )
        taken = set(candidates[:wanted])
        chosen |= dict.fromkeys(taken, year)
        waiting = [place for place in candidates if place not in taken][: wanted // 2]
    return chosen


def _choose_again(story: Story, plans: list[Plan], recognised: dict[int, int]) -> dict[int, int]:
    """A few practices that were recognised a second time, two years running."""
    again: dict[int, int] = {}
    for year, wanted in AGAIN.items():
        pool = [
            place for place, first in recognised.items() if first == year - 1 and not plans[place].booklet
        ]
        again |= {place: year for place in sorted(pool)[:wanted] if place not in again}
    return again
