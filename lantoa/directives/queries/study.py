"""Topics of study and the sessions of units, as each person may see them."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.directives.choices import SessionState
from lantoa.directives.models import Directive, StudyDeed, StudySession, StudyTopic
from lantoa.directives.queries.serving import served_by, serving
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, Unit, UnitVersion
from lantoa.organisation.queries.units import children_of, named_on, short_name_on

COMING_SHOWN = 8
SORTS = {
    "day": ("held_on", "code"),
    "title": ("title", "code"),
    "unit": ("unit_name", "code"),
    "present": ("attended", "code"),
}


@dataclass(frozen=True)
class SessionFilter:
    """What a list is narrowed to; empty values narrow nothing. `topic`, `unit`, `directive`: codes; of a unit also what is below.
    `deeds`: "co" with something to be done, "khong" without, "gan" with a deed that is linked to what carries it out."""

    text: str = ""
    year: int | None = None
    topic: str = ""
    kind: str = ""
    unit: str = ""
    state: str = ""
    deeds: str = ""
    directive: str = ""
    sort: str = "-day"


@dataclass(frozen=True)
class Sums:
    """Of the sessions held in a list: how many, how many came to them, and how many led to something that is to be done."""

    held: int
    attendances: int
    with_deeds: int
    with_links: int  # of these, with a deed that a task, a practice or pledges carry out

    @property
    def share(self) -> int | None:
        """Per cent of sessions with a deed, rounded; None where none was held."""
        return round(100 * self.with_deeds / self.held) if self.held else None


def sessions_visible_to(user: User) -> QuerySet[StudySession]:
    return StudySession.objects.filter(unit__in=access.units_in_scope(user, "session.read"))


def get_session(user: User, code: str) -> StudySession:
    """One session with its unit's name, topic, directive and deeds; NotFound outside one's sight."""
    found = (
        sessions_visible_to(user)
        .filter(code=code)
        .select_related("unit", "topic", "directive")
        .prefetch_related(Prefetch("deeds", StudyDeed.objects.order_by("position")), "other_directives")
        .annotate(unit_name=Coalesce(short_name_on("unit"), F("unit__code")))
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def listed(user: User, wanted: SessionFilter) -> QuerySet[StudySession]:
    """Sessions one may see, narrowed and sorted; rows carry unit_name, unit_code, topic_code, attended, deed_count."""
    rows = _narrowed(user, wanted)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    rows = rows.annotate(
        unit_name=Coalesce(short_name_on("unit"), F("unit__code")),
        unit_code=F("unit__code"),
        topic_code=F("topic__code"),
        attended=F("members_present") + F("others_present"),
        deed_count=_deed_count(),
    )
    descending = wanted.sort.startswith("-")
    order = SORTS.get(wanted.sort.lstrip("-"), SORTS["day"])
    return rows.order_by(
        *(F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_last=True) for name in order)
    )


def state_counts(user: User, wanted: SessionFilter) -> dict[str, int]:
    """State → how many of the narrowed list stand in it; "" counts all. One statement."""
    rows = _narrowed(user, wanted).order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict(rows)
    return {**counts, "": sum(counts.values())}


def sums_of(user: User, wanted: SessionFilter) -> Sums:
    """Of the held ones of the narrowed list, whatever state is asked for. One statement."""
    rows = _narrowed(user, wanted).filter(state=SessionState.HELD)
    found = rows.aggregate(
        held=Count("pk"),
        came=Sum(F("members_present") + F("others_present")),
        deeds=Count("pk", filter=Exists(StudyDeed.objects.filter(session=OuterRef("pk")))),
        links=Count("pk", filter=Exists(_linked())),
    )
    return Sums(found["held"], found["came"] or 0, found["deeds"], found["links"])


def _linked() -> QuerySet[StudyDeed]:
    return StudyDeed.objects.filter(session=OuterRef("pk")).exclude(linked_kind="")


def _narrowed(user: User, wanted: SessionFilter) -> QuerySet[StudySession]:
    rows = sessions_visible_to(user)
    for word in folding_key(wanted.text).split():
        named = UnitVersion.objects.filter(search_key__contains=word)
        rows = rows.filter(Q(search_key__contains=word) | Q(unit__in=named.values("unit")))
    if wanted.year:
        rows = rows.filter(held_on__year=wanted.year)
    if wanted.topic:
        rows = rows.filter(topic__code=wanted.topic)
    if wanted.directive:
        rows = serving(rows, wanted.directive)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.unit:
        # By the tree of the session's own day: what lay below then.
        below = Ancestry.objects.filter(
            ancestor__code=wanted.unit, descendant=OuterRef("unit"), valid__contains=OuterRef("held_on")
        )
        rows = rows.filter(Exists(below))
    if wanted.deeds:
        some = Exists(StudyDeed.objects.filter(session=OuterRef("pk")))
        asked = {"co": some, "khong": ~some, "gan": Exists(_linked())}[wanted.deeds]
        rows = rows.filter(asked, state=SessionState.HELD)
    return rows


def _deed_count() -> Coalesce:
    counted = StudyDeed.objects.filter(session=OuterRef("pk")).order_by().values("session")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def years_with_sessions(user: User) -> list[int]:
    years = sessions_visible_to(user).order_by().values_list("held_on__year", flat=True).distinct()
    return sorted(years, reverse=True)


def units_with_sessions(user: User) -> QuerySet[Unit]:
    held = sessions_visible_to(user).order_by().values("unit")
    return named_on(Unit.objects.filter(pk__in=held)).order_by("position", "code")


def directives_of_sessions(user: User) -> QuerySet[Directive]:
    """What the sessions that one sees carry out, the newest first."""
    return served_by(sessions_visible_to(user))


def topics_visible_to(user: User) -> QuerySet[StudyTopic]:
    """Those that were set in one's own tree."""
    return StudyTopic.objects.filter(unit__in=access.units_in_scope(user, "topic.read"))


def topics_for(user: User, unit: Unit) -> QuerySet[StudyTopic]:
    """What a unit may study: set by itself or by a unit above it."""
    above = Ancestry.objects.filter(descendant=unit, valid__contains=clock.today()).values("ancestor")
    return topics_visible_to(user).filter(unit__in=above)


def get_topic(user: User, code: str) -> StudyTopic:
    """NotFound outside one's tree."""
    found = (
        topics_visible_to(user)
        .filter(code=code)
        .select_related("directive", "unit")
        .prefetch_related("other_directives")
        .annotate(unit_name=Coalesce(short_name_on("unit"), F("unit__code")))
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def topics_listed(user: User, directive: str = "") -> QuerySet[StudyTopic]:
    """Topics of one's tree with unit_name, and of the sessions one may see: held, attended. `directive`: the code of one that
    they carry out."""
    held = (
        sessions_visible_to(user)
        .filter(topic=OuterRef("pk"), state=SessionState.HELD)
        .order_by()
        .values("topic")
    )
    came = held.annotate(n=Sum(F("members_present") + F("others_present"))).values("n")
    rows = topics_visible_to(user)
    return (
        (serving(rows, directive) if directive else rows)
        .select_related("directive")
        .annotate(
            unit_name=Coalesce(short_name_on("unit"), F("unit__code")),
            held=Coalesce(Subquery(held.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
            attended=Coalesce(Subquery(came, output_field=IntegerField()), 0),
        )
        .order_by("-first_year", "code")
    )


@dataclass(frozen=True)
class UnitStudy:
    """How far a direct unit, with what lies below it, has come with a topic."""

    unit: Unit
    held: int
    planned: int
    attendances: int


@dataclass(frozen=True)
class TopicProgress:
    """The units directly below the one that set a topic, so far as one may read their sessions."""

    rows: list[UnitStudy]

    @property
    def done(self) -> list[UnitStudy]:
        return [row for row in self.rows if row.held]

    @property
    def waiting(self) -> list[UnitStudy]:
        return [row for row in self.rows if not row.held]

    @property
    def unplanned(self) -> list[UnitStudy]:
        """Neither held nor planned."""
        return [row for row in self.waiting if not row.planned]


def coming_sessions(user: User, topic: StudyTopic) -> list[StudySession]:
    """The next of the sessions planned for a topic, so far as one may read them, with unit_name; at most COMING_SHOWN."""
    rows = sessions_visible_to(user).filter(
        topic=topic, state=SessionState.PLANNED, held_on__gte=clock.today()
    )
    named = rows.annotate(unit_name=Coalesce(short_name_on("unit"), F("unit__code")))
    return list(named.order_by("held_on", "code")[:COMING_SHOWN])


def progress_of(user: User, topic: StudyTopic) -> TopicProgress:
    """Three statements, whatever the number of units."""
    readable = access.units_in_scope(user, "session.read")
    units = list(named_on(children_of(topic.unit_id).filter(pk__in=readable)).order_by("position", "code"))
    sessions = (
        StudySession.objects.filter(topic=topic, unit__in=readable)
        .exclude(state=SessionState.CANCELLED)
        .values_list("unit", "state")
        .annotate(n=Count("pk"), came=Sum(F("members_present") + F("others_present")))
        .order_by()
    )
    by_unit: dict[object, list[tuple[str, int, int]]] = {}
    for unit_id, state, count, came in sessions:
        by_unit.setdefault(unit_id, []).append((state, count, came or 0))
    homes = Ancestry.objects.filter(
        ancestor__in=[unit.pk for unit in units], descendant__in=list(by_unit), valid__contains=clock.today()
    ).values_list("ancestor", "descendant")
    told: dict[object, list[tuple[str, int, int]]] = {}
    for above, unit_id in homes:
        told.setdefault(above, []).extend(by_unit[unit_id])
    return TopicProgress([_study(unit, told.get(unit.pk, [])) for unit in units])


def _study(unit: Unit, told: list[tuple[str, int, int]]) -> UnitStudy:
    held = [(count, came) for state, count, came in told if state == SessionState.HELD]
    planned = sum(count for state, count, _came in told if state == SessionState.PLANNED)
    return UnitStudy(unit, sum(count for count, _came in held), planned, sum(came for _count, came in held))
