"""The figures of a conference, in printed order. Reads only; the same records give the same figures.

What stands on paper is Vietnamese whatever language the screen speaks, so nothing here goes through gettext.
"""

from collections.abc import Callable, Iterator
from datetime import date

from lantoa.commendation.choices import Subject
from lantoa.commendation.queries import commended
from lantoa.conferences.figures.figure import Figure, Part, count, measured, ratio
from lantoa.conferences.figures.practices import practice_figures
from lantoa.conferences.figures.scope import Scope
from lantoa.conferences.models import Conference
from lantoa.core import periods
from lantoa.core.errors import NotFound
from lantoa.core.periods import Period
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import children_of
from lantoa.practices.choices import AdoptionState
from lantoa.practices.queries import counting
from lantoa.reporting.choices import TimeRule, TreeRule
from lantoa.reporting.queries.over_time import PeriodTotal, period_total, series


def figures_of(conference: Conference) -> dict[str, Figure]:
    """Every figure of the review by key, in printed order."""
    found: dict[str, Figure] = {}
    for figure in _figures(conference):
        if figure.key in found:
            raise ValueError(f"two figures are called {figure.key}")
        found[figure.key] = figure
    return found


def figure_of(conference: Conference, key: str) -> Figure | None:
    """One figure, without computing those printed after it; None if the review has no such figure."""
    return next((figure for figure in _figures(conference) if figure.key == key), None)


def can_restate(figure: Figure) -> bool:
    """Whether a figure is added up over the tree; orders, awards and lists of units are what they were."""
    return figure.records in {"practice", "collection"}


def restated_figure(conference: Conference, key: str, node: Unit) -> Figure | None:
    """A figure of the review as it is on today's tree, at a unit of that tree; None if it is none of those added up over it."""
    scope = Scope.of(conference, restated_at=node)
    for section in OVER_THE_TREE:
        for figure in section(scope):
            if figure.key == key:
                return figure if can_restate(figure) else None
    return None


def _figures(conference: Conference) -> Iterator[Figure]:
    scope = Scope.of(conference)
    sections: list[Callable[[Scope], Iterator[Figure]]] = [
        _organisation,
        _guidance,
        _study,
        practice_figures,
        _replication,
        _outreach,
        _inspection,
        _awards,
        _quarter,
    ]
    for section in sections:
        yield from section(scope)


def _members(scope: Scope) -> Iterator[Figure]:
    yield _reported(scope, "U03", "members.total", "đảng viên", measure="đảng viên")


def _organisation(scope: Scope) -> Iterator[Figure]:
    units = [(unit.code, unit.kind_name) for unit in children_of(scope.conference.unit_id, scope.day)]  # type: ignore[attr-defined]
    yield count(
        "units.direct",
        "chi bộ, đảng bộ trực thuộc",
        len(units),
        f"Đếm các đơn vị trực thuộc trên cây tổ chức ngày {_day(scope.day)}.",
        records="unit",
        codes=tuple(sorted(code for code, _kind in units)),
    )
    for place, kind in enumerate(sorted({kind for _code, kind in units}), start=1):
        codes = tuple(sorted(code for code, own in units if own == kind))
        yield count(
            f"units.direct.kind{place}",
            kind.lower(),
            len(codes),
            f"Đếm theo loại hình trên cây tổ chức ngày {_day(scope.day)}.",
            records="unit",
            codes=codes,
        )
    yield from _members(scope)


def _guidance(scope: Scope) -> Iterator[Figure]:
    yield _reported(
        scope, "D01", "guidance.documents", "văn bản lãnh đạo, chỉ đạo đã ban hành", measure="văn bản"
    )


def _study(scope: Scope) -> Iterator[Figure]:
    yield _reported(scope, "T01", "study.sessions", "hội nghị, lớp quán triệt", measure="cuộc")
    yield _reported(scope, "T02", "study.attendances", "lượt người tham gia quán triệt", measure="lượt")
    yield from _reported_ratio(scope, "T04", "study.rate", "tỷ lệ đảng viên được quán triệt")
    yield _reported(scope, "T06", "study.thematic_meetings", "kỳ sinh hoạt chuyên đề", measure="kỳ")
    yield _reported(scope, "T07", "study.stories", "buổi chào cờ, kể chuyện về Bác", measure="buổi")
    yield _reported(
        scope,
        "C01",
        "commitments.members",
        "đảng viên ký cam kết năm cuối giai đoạn",
        measure="đảng viên",
    )
    yield from _reported_ratio(scope, "C02", "commitments.rate", "tỷ lệ đảng viên ký cam kết")
    yield _reported(scope, "C06", "issues.listed", "vấn đề bức xúc, nổi cộm được xác định", measure="vấn đề")
    yield _reported(scope, "C07", "issues.solved", "vấn đề bức xúc, nổi cộm đã giải quyết", measure="vấn đề")


def _replication(scope: Scope) -> Iterator[Figure]:
    node, day = scope.conference.unit_id, scope.day
    given = counting.units_ordered(node, day)
    yield count(
        "replication.units_given",
        "chi bộ, đảng bộ được giao nhân rộng",
        given.value,
        "Đếm các đơn vị nhận văn bản giao nhân rộng, mỗi đơn vị một lần. Được giao chưa phải là đã làm.",
        measure="đơn vị",
        records="unit",
        codes=given.codes,
    )
    taking = counting.units_taking_up(node, day)
    yield count(
        "replication.units_taking_up",
        "đơn vị nhận áp dụng ít nhất một mô hình",
        taking.value,
        "Đếm đơn vị có kế hoạch, đã áp dụng hoặc đã kiểm chứng, mỗi đơn vị một lần.",
        measure="đơn vị",
        records="unit",
        codes=taking.codes,
    )
    silent = counting.units_without_answer(node, day)
    yield count(
        "replication.units_silent",
        "đơn vị chưa trả lời",
        silent.value,
        "Đếm đơn vị được giao mà chưa trả lời về mô hình nào.",
        measure="đơn vị",
        records="unit",
        codes=silent.codes,
    )
    applied = counting.adoption_count(node, day, counting.IN_USE)
    yield count(
        "replication.applied",
        "lượt đã áp dụng",
        applied.value,
        "Mỗi đơn vị áp dụng một mô hình là một lượt; gồm cả lượt đã kiểm chứng.",
        measure="lượt",
        records="adoption",
        codes=applied.codes,
    )
    verified = counting.adoption_count(node, day, [AdoptionState.VERIFIED])
    yield count(
        "replication.verified",
        "lượt đã kiểm chứng có kết quả",
        verified.value,
        "Lượt áp dụng có số đo và minh chứng đã được cấp trên kiểm chứng.",
        measure="lượt",
        records="adoption",
        codes=verified.codes,
    )
    spread = counting.practices_taken_up(node, day)
    yield count(
        "replication.practices_in_use",
        "mô hình có đơn vị khác áp dụng",
        spread.value,
        "Đếm mô hình có ít nhất một đơn vị khác đã áp dụng.",
        measure="mô hình",
        records="practice",
        codes=spread.codes,
    )


def _outreach(scope: Scope) -> Iterator[Figure]:
    yield _reported(scope, "P01", "outreach.items", "tin, bài tuyên truyền", measure="tin, bài")
    yield _reported(scope, "P04", "outreach.publications", "tài liệu, tập sách phát hành", measure="cuốn")


def _inspection(scope: Scope) -> Iterator[Figure]:
    yield _reported(scope, "I01", "inspection.organisations", "tổ chức đảng được kiểm tra", measure="tổ chức")
    yield _reported(
        scope, "I03", "inspection.supervised", "tổ chức đảng được giám sát chuyên đề", measure="tổ chức"
    )


def _awards(scope: Scope) -> Iterator[Figure]:
    years = (scope.conference.first_year, scope.conference.last_year)
    for subject, key, label in (
        (Subject.COLLECTIVE, "awards.collectives", "tập thể được tặng giấy khen"),
        (Subject.INDIVIDUAL, "awards.individuals", "cá nhân được tặng giấy khen"),
    ):
        # The decision belongs to the conference at which it is handed over, so the day itself counts.
        found = commended(scope.conference.unit_id, years, scope.conference.held_on, subject)
        yield count(
            key,
            label,
            found.value,
            "Đếm giấy khen còn giá trị theo quyết định của cấp ủy cho giai đoạn này.",
            records="certificate",
            codes=found.codes,
        )


def _quarter(scope: Scope) -> Iterator[Figure]:
    """The quarter that the same conference reviews, where there is one."""
    if not scope.conference.also_reviews:
        return
    quarter = periods.from_code(scope.conference.also_reviews)
    for code, key, label, measure in (
        ("T01", "quarter.sessions", "hội nghị, lớp quán triệt trong quý", "cuộc"),
        ("T06", "quarter.thematic_meetings", "kỳ sinh hoạt chuyên đề trong quý", "kỳ"),
        ("M04", "quarter.practices", "mô hình đăng ký mới trong quý", "mô hình"),
        ("P01", "quarter.outreach", "tin, bài tuyên truyền trong quý", "tin, bài"),
        ("I01", "quarter.inspections", "tổ chức đảng được kiểm tra trong quý", "tổ chức"),
    ):
        yield _reported(scope, code, key, label, period=quarter, measure=measure)


def _reported(
    scope: Scope, indicator: str, key: str, label: str, *, measure: str, period: Period | None = None
) -> Figure:
    """A figure that units reported: first over time within each unit, then over the tree."""
    period = period or scope.period
    total = _total(indicator, scope, period)
    if total is None:
        return measured(
            key, label, None, "Không biểu mẫu nào hỏi chỉ tiêu này.", measure=measure, records="collection"
        )
    return measured(
        key,
        label,
        total.value,
        _how(total),
        measure=measure,
        records="collection",
        codes=tuple(collection.code for collection in total.collections),
        parts=_parts(indicator, scope, period)
        if total.how[0] == TimeRule.ADD and len(total.collections) > 1
        else (),
    )


def _reported_ratio(scope: Scope, indicator: str, key: str, label: str) -> Iterator[Figure]:
    """A ratio that units reported, and its two sides as figures of their own: the text prints them too."""
    total = _total(indicator, scope, scope.period)
    if total is None:
        yield ratio(key, label, None, None, "Không biểu mẫu nào hỏi chỉ tiêu này.", records="collection")
        return
    codes = tuple(collection.code for collection in total.collections)
    how = _how(total)
    yield ratio(key, label, total.numerator, total.denominator, how, records="collection", codes=codes)
    for side, name, value in (
        ("numerator", "tử số", total.numerator),
        ("denominator", "mẫu số", total.denominator),
    ):
        yield measured(f"{key}.{side}", f"{name} của {label}", value, how, records="collection", codes=codes)


def _total(indicator: str, scope: Scope, period: Period) -> PeriodTotal | None:
    try:
        return period_total(indicator, scope.node, period, scope.catalogue, scope.view)
    except NotFound:
        return None


def _parts(indicator: str, scope: Scope, period: Period) -> tuple[Part, ...]:
    """What each collection gave, for figures that add up over time."""
    return tuple(
        Part(point.collection.period.label, int(point.value or 0), (point.collection.code,))
        for point in series(indicator, scope.node, period, scope.catalogue, scope.view)
    )


def _how(total: PeriodTotal) -> str:
    """One sentence: over time within a unit, then over the units; how many gave a figure."""
    over_time = {
        TimeRule.ADD: "Trong mỗi đơn vị cộng các kỳ",
        TimeRule.LAST: "Mỗi đơn vị lấy số của kỳ cuối",
        TimeRule.MAX: "Mỗi đơn vị lấy kỳ cao nhất",
        TimeRule.RATIO: "Tổng tử số chia tổng mẫu số",
        TimeRule.DISTINCT: "Mỗi bản ghi trong sổ đếm một lần",
    }[total.how[0]]
    if total.how[1] == TreeRule.DISTINCT:
        return (
            f"Mỗi bản ghi trong sổ đếm một lần, của {total.units} đơn vị có báo cáo đã duyệt "
            f"trong {len(total.collections)} đợt thu."
        )
    return f"{over_time}, rồi cộng {total.units} đơn vị có số liệu đã duyệt trong {len(total.collections)} đợt thu."


def _day(day: date) -> str:
    from lantoa.core.vi_dates import format_day

    return format_day(day)


# The sections whose figures are added up over the tree, for the view on today's.
OVER_THE_TREE: tuple[Callable[[Scope], Iterator[Figure]], ...] = (
    _members,
    _guidance,
    _study,
    practice_figures,
    _outreach,
    _inspection,
    _quarter,
)
