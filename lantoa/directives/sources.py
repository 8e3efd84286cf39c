"""The registers of this room that fill lines of reports. One statement for any number of units."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core.periods import Period
from lantoa.core.vi_numbers import format_count
from lantoa.directives.choices import (
    COUNTED_IN_PIECES,
    OutreachKind,
    OutreachState,
    ReachMeasure,
    SessionKind,
    SessionState,
    TopicSpan,
)
from lantoa.directives.models import Board35Count, OutreachActivity, StudySession
from lantoa.reporting.sources import Count, SourceCount, register

Found = Mapping[uuid.UUID, SourceCount]


def _held(unit_ids: Sequence[uuid.UUID], period: Period) -> QuerySet[StudySession]:
    return StudySession.objects.filter(
        unit__in=unit_ids, state=SessionState.HELD, held_on__gte=period.start, held_on__lt=period.end
    ).order_by("code")


def _each(rows: QuerySet[StudySession]) -> dict[uuid.UUID, dict[str, str]]:
    """Unit → code → title."""
    found: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for unit, code, title in rows.values_list("unit", "code", "title"):
        found[unit][code] = title
    return found


def sessions_of(*kinds: SessionKind) -> Count:
    """Counts sessions of these kinds that were held within the period."""

    def count(unit_ids: Sequence[uuid.UUID], period: Period) -> Found:
        found = _each(_held(unit_ids, period).filter(kind__in=kinds))
        return {unit: SourceCount(len(titles), tuple(titles), titles) for unit, titles in found.items()}

    return count


def attendances(unit_ids: Sequence[uuid.UUID], period: Period) -> Found:
    """How many came to the conferences and classes of the period, members and others; who came to two counts twice."""
    rows = _held(unit_ids, period).filter(kind=SessionKind.DISSEMINATION)
    sums: dict[uuid.UUID, int] = defaultdict(int)
    titles: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for one in rows.only("unit_id", "code", "title", "members_present", "others_present"):
        sums[one.unit_id] += one.attendances
        titles[one.unit_id][one.code] = f"{one.title}: {one.attendances}"
    return {unit: SourceCount(total, tuple(titles[unit]), titles[unit]) for unit, total in sums.items()}


def studied_topic(unit_ids: Sequence[uuid.UUID], period: Period) -> Found:
    """1 for a unit that held a session on a topic of the year within the period, opening to those sessions."""
    found = _each(_held(unit_ids, period).filter(topic__span=TopicSpan.YEAR))
    return {unit: SourceCount(1, tuple(titles), titles) for unit, titles in found.items()}


CONFERENCES = """
    SELECT s.unit_id, s.code FROM directives_studysession s
    WHERE s.state = 'held' AND s.kind = 'dissemination' AND s.held_on >= %(first)s AND s.held_on < %(end)s
"""
THEMATIC = """
    SELECT s.unit_id, s.code FROM directives_studysession s
    WHERE s.state = 'held' AND s.kind = 'thematic' AND s.held_on >= %(first)s AND s.held_on < %(end)s
"""
STORIES = """
    SELECT s.unit_id, s.code FROM directives_studysession s
    WHERE s.state = 'held' AND s.kind = 'story' AND s.held_on >= %(first)s AND s.held_on < %(end)s
"""


def _published(unit_ids: Sequence[uuid.UUID], period: Period) -> QuerySet[OutreachActivity]:
    return OutreachActivity.objects.filter(
        unit__in=unit_ids, state=OutreachState.HELD, held_on__gte=period.start, held_on__lt=period.end
    ).order_by("code")


def _added_up(rows: QuerySet[OutreachActivity], by: str) -> Found:
    """The sum of one number over the activities, each with what it gives to it."""
    sums: dict[uuid.UUID, int] = defaultdict(int)
    titles: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for unit, code, title, number in rows.values_list("unit", "code", "title", by):
        sums[unit] += number
        titles[unit][code] = title if number == 1 else f"{title}: {format_count(number)}"
    return {unit: SourceCount(total, tuple(titles[unit]), titles[unit]) for unit, total in sums.items()}


def pieces(unit_ids: Sequence[uuid.UUID], period: Period) -> Found:
    """Articles and broadcasts of the period; a series counts as many as it has."""
    return _added_up(_published(unit_ids, period).filter(kind__in=COUNTED_IN_PIECES), "pieces")


def copies(unit_ids: Sequence[uuid.UUID], period: Period) -> Found:
    """Printed copies of publications; what is only read on the net is none."""
    printed = _published(unit_ids, period).filter(kind=OutreachKind.PUBLICATION, measure=ReachMeasure.COPIES)
    return _added_up(printed, "reach")


def entries(unit_ids: Sequence[uuid.UUID], period: Period) -> Found:
    """Works handed in for contests."""
    handed_in = _published(unit_ids, period).filter(kind=OutreachKind.CONTEST, measure=ReachMeasure.ENTRIES)
    return _added_up(handed_in, "reach")


def activities_of(*kinds: OutreachKind) -> Count:
    """Counts activities of these kinds that were held within the period."""

    def count(unit_ids: Sequence[uuid.UUID], period: Period) -> Found:
        found: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
        rows = _published(unit_ids, period).filter(kind__in=kinds).values_list("unit", "code", "title")
        for unit, code, title in rows:
            found[unit][code] = title
        return {unit: SourceCount(len(titles), tuple(titles), titles) for unit, titles in found.items()}

    return count


def board35(unit_ids: Sequence[uuid.UUID], period: Period) -> Found:
    """The bare numbers of the quarters within the period; nothing opens from them. A unit that said none is not known."""
    sums: dict[uuid.UUID, int] = {}
    quarters = {(one.start.year, one.number) for one in period.quarters()}
    rows = Board35Count.objects.filter(
        unit__in=unit_ids, year__gte=period.start.year, year__lte=period.last_day.year
    )
    for unit, year, number, said in rows.values_list("unit", "year", "quarter", "number"):
        if (year, number) in quarters:
            sums[unit] = sums.get(unit, 0) + said
    return {unit: SourceCount(total) for unit, total in sums.items()}


def _link(code: str) -> str:
    return reverse("directives:session", args=[code])


def _activity_link(code: str) -> str:
    return reverse("directives:outreach_activity", args=[code])


def register_all() -> None:
    classes, themes = _("Sổ học tập: hội nghị, lớp quán triệt"), _("Sổ học tập: kỳ sinh hoạt chuyên đề")
    stories = _("Sổ học tập: buổi chào cờ, kể chuyện về Bác")
    register("study.conferences", classes, sessions_of(SessionKind.DISSEMINATION), _link, CONFERENCES)
    register("study.thematic", themes, sessions_of(SessionKind.THEMATIC), _link, THEMATIC)
    register("study.stories", stories, sessions_of(SessionKind.STORY), _link, STORIES)
    register("study.attendances", _("Sổ học tập: lượt người dự hội nghị, lớp quán triệt"), attendances, _link)
    register("study.topic", _("Sổ học tập: đã học chuyên đề năm"), studied_topic, _link)
    _register_outreach()


def _register_outreach() -> None:
    contests = activities_of(OutreachKind.CONTEST, OutreachKind.EXCHANGE)
    told = activities_of(OutreachKind.STORY)
    register("outreach.pieces", _("Sổ tuyên truyền: tin, bài, chương trình"), pieces, _activity_link)
    register("outreach.contests", _("Sổ tuyên truyền: hội thi, hội diễn, tọa đàm"), contests, _activity_link)
    register("outreach.entries", _("Sổ tuyên truyền: bài dự thi"), entries, _activity_link)
    register("outreach.copies", _("Sổ tuyên truyền: bản in tài liệu, tập sách"), copies, _activity_link)
    register("outreach.stories", _("Sổ tuyên truyền: buổi kể chuyện về Bác"), told, _activity_link)
    label = _("Sổ tuyên truyền: số tin, bài của BCĐ 35")
    register("outreach.board35", label, board35, _activity_link, unknown=True)
