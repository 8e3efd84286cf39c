"""The registers of this room that fill lines of reports. One statement for any number of units."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core.periods import Period
from lantoa.directives.choices import SessionKind, SessionState, TopicSpan
from lantoa.directives.models import StudySession
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


def _link(code: str) -> str:
    return reverse("directives:session", args=[code])


def register_all() -> None:
    classes, themes = _("Sổ học tập: hội nghị, lớp quán triệt"), _("Sổ học tập: kỳ sinh hoạt chuyên đề")
    stories = _("Sổ học tập: buổi chào cờ, kể chuyện về Bác")
    register("study.conferences", classes, sessions_of(SessionKind.DISSEMINATION), _link, CONFERENCES)
    register("study.thematic", themes, sessions_of(SessionKind.THEMATIC), _link, THEMATIC)
    register("study.stories", stories, sessions_of(SessionKind.STORY), _link, STORIES)
    register("study.attendances", _("Sổ học tập: lượt người dự hội nghị, lớp quán triệt"), attendances, _link)
    register("study.topic", _("Sổ học tập: đã học chuyên đề năm"), studied_topic, _link)
