"""The leader's picture of one directive in one year: how far the units have come, step by step, and what came of it.

Numbers of units come from `directives/queries/following/`; numbers of things come from each room's own question, asked with the
same filter that the room's list has in its address. So a mark and the list that it opens cannot differ.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.accounts.models import User
from lantoa.commendation.queries import RoundFilters, filtered_rounds
from lantoa.commitments.queries.public import shown_in_tree
from lantoa.commitments.withholding import LEAST
from lantoa.core.vi_numbers import format_count
from lantoa.directives.choices import Audience, OutreachState, SessionState
from lantoa.directives.following import State, Step
from lantoa.directives.models import Directive
from lantoa.directives.queries import outreach, study
from lantoa.directives.queries.following.picture import Following, KindSums, Sums
from lantoa.directives.queries.following.scope import followed_units, steps_seen
from lantoa.organisation.access import holds_somewhere
from lantoa.practices.choices import YearState
from lantoa.practices.queries import practices
from lantoa.practices.queries.practices import PracticeFilter

PRACTICE_TONES = {
    YearState.RECOGNISED: "done",
    YearState.EFFECTIVE: "late",
    YearState.REGISTERED: "begun",
    YearState.RETURNED: "missing",
    YearState.NOT_RECOGNISED: "unasked",
    YearState.STOPPED: "unasked",
}


@dataclass(frozen=True)
class Part:
    """One state in a row of the picture: how many stand in it, and the list of them."""

    label: str | Promise
    tone: str
    count: int
    url: str


@dataclass(frozen=True)
class Fact:
    """A number of things, in words; `url` opens the list of them."""

    words: str
    url: str


@dataclass(frozen=True)
class Row:
    """One row of the picture: units or things by state. `missing`: units that lack it, None where nothing can be owed."""

    key: str
    label: str | Promise
    icon: str
    parts: list[Part]
    facts: list[Fact]
    missing: int | None = None
    missing_url: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether any unit has something to do here."""
        return self.missing is not None and any(part.count for part in self.parts if part.tone != "unasked")


@dataclass(frozen=True)
class KindRow:
    """The units of one kind: how many, and for each step how many of them lack it, with the list; and its share of the kind."""

    name: str
    units: int
    url: str
    cells: list[tuple[Step, int, str]]
    is_whole: bool = False


@dataclass(frozen=True)
class Picture:
    sums: Sums
    rows: list[Row]
    kinds: list[KindRow]
    steps: list[Step]


def units_address(directive: Directive, year: int, **narrowed: str) -> str:
    """The list of units with what is missing, narrowed; names of the address with _ for -."""
    said = {"nam": str(year)} | {name.replace("_", "-"): value for name, value in narrowed.items() if value}
    return f"{reverse('desk:progress_units', args=[directive.code])}?{urlencode(said)}"


def picture_of(user: User, directive: Directive, year: int) -> Picture:
    """Everything in the picture. A fixed number of statements, whatever the number of units and things."""
    steps = steps_seen(user)
    sums = Following(followed_units(user, directive), directive, year, steps).sums()
    told = {
        "study": _study(user, directive, year),
        "outreach": _outreach(user, directive, year),
        "pledge": _pledges(user, year),
    }
    rows = [_step_row(step, sums, directive, year, told.get(step.key, [])) for step in steps]
    rows += [row for row in (_practices(user, directive, year), _awards(user, directive, year)) if row]
    kinds = [_kind_row(one, steps, directive, year) for one in sums.kinds]
    if len(kinds) > 1:
        kinds.append(_kind_row(sums.whole, steps, directive, year))
    return Picture(sums, rows, kinds, steps)


def _step_row(step: Step, sums: Sums, directive: Directive, year: int, facts: list[Fact]) -> Row:
    def part(state: State) -> Part:
        url = units_address(directive, year, tinh_trang=f"{step.key}.{state.key}")
        return Part(state.label, state.tone, sums.whole.in_state(step, state), url)

    return Row(
        step.key,
        step.label,
        step.icon,
        [part(state) for state in step.all_states],
        facts,
        sums.whole.lacks(step),
        units_address(directive, year, thieu=step.key),
    )


def _kind_row(one: KindSums, steps: list[Step], directive: Directive, year: int) -> KindRow:
    return KindRow(
        one.name or _("Tất cả"),
        one.units,
        units_address(directive, year, loai=one.code),
        [
            (step, one.lacks(step), units_address(directive, year, loai=one.code, thieu=step.key))
            for step in steps
        ],
        not one.code,
    )


def _address(name: str, **said: object) -> str:
    return f"{reverse(name)}?{urlencode({key.replace('_', '-'): value for key, value in said.items()})}"


def _study(user: User, directive: Directive, year: int) -> list[Fact]:
    found = study.sums_of(user, study.SessionFilter(year=year, directive=directive.code))
    about = {"van_ban": directive.code, "nam": year, "trang_thai": SessionState.HELD.value}
    held = ngettext("%(count)s buổi đã tổ chức", "%(count)s buổi đã tổ chức", found.held)
    facts = [Fact(held % {"count": format_count(found.held)}, _address("directives:sessions", **about))]
    if found.held:
        came = ngettext("%(count)s lượt người dự", "%(count)s lượt người dự", found.attendances)
        words = _("%(share)s %% số buổi có việc làm theo") % {"share": format_count(found.share or 0)}
        sorted_by = {**about, "sort": "-present"}
        facts += [
            Fact(
                came % {"count": format_count(found.attendances)},
                _address("directives:sessions", **sorted_by),
            ),
            Fact(words, _address("directives:sessions", **about, viec="co")),
        ]
    return facts


def _outreach(user: User, directive: Directive, year: int) -> list[Fact]:
    wanted = outreach.OutreachFilter(year=year, directive=directive.code)
    found = outreach.sums_of(user, wanted)
    about = {"van_ban": directive.code, "nam": year, "trang_thai": OutreachState.HELD.value}
    held = ngettext("%(count)s hoạt động", "%(count)s hoạt động", found.held)
    facts = [Fact(held % {"count": format_count(found.held)}, _address("directives:outreach", **about))]
    by_audience = outreach.held_by_audience(user, wanted)
    for audience in Audience:
        if count := by_audience.get(audience, 0):
            words = f"{format_count(count)} {str(audience.label).lower()}"
            facts.append(Fact(words, _address("directives:outreach", **about, doi_tuong=audience.value)))
    facts += [
        Fact(f"{format_count(number)} {measure.label}", _address("directives:outreach", **about))
        for measure, number in found.reached
    ]
    return facts


def _pledges(user: User, year: int) -> list[Fact]:
    """How many heads and members of committees show something of their pledge: few are not told apart."""
    if not holds_somewhere(user, "commitment.read_public"):
        return []
    shown = shown_in_tree(user).filter(year=year).count()
    if not shown:
        return []
    count = format_count(shown) if shown >= LEAST else _("dưới %(count)s") % {"count": LEAST}
    return [
        Fact(
            _("%(count)s người đứng đầu, cấp ủy viên công khai cam kết") % {"count": count},
            _address("commitments:public", nam=year),
        )
    ]


def _practices(user: User, directive: Directive, year: int) -> Row | None:
    if not holds_somewhere(user, "practice.read"):
        return None
    wanted = PracticeFilter(directive=directive.code, year=year)
    counts = practices.state_counts(user, wanted)
    about = {"van_ban": directive.code, "nam": year}
    parts = [
        Part(
            state.label,
            tone,
            counts.get(state, 0),
            _address("practices:list", **about, trang_thai=state.value),
        )
        for state, tone in PRACTICE_TONES.items()
    ]
    spread = practices.spread_count(user, wanted)
    words = ngettext("%(count)s mô hình đã lan tỏa", "%(count)s mô hình đã lan tỏa", spread)
    facts = [Fact(words % {"count": format_count(spread)}, _address("practices:list", **about, lan=1))]
    return Row("practice", _("Mô hình"), "practice", parts, facts if spread else [])


def _awards(user: User, directive: Directive, year: int) -> Row | None:
    if not holds_somewhere(user, "round.read"):
        return None
    rounds = filtered_rounds(user, RoundFilters(directive=directive.code, year=year))
    awarded = [(one.collectives, one.individuals) for one in rounds.prefetch_related(None)]  # type: ignore[attr-defined]
    url = _address("commendation:rounds", van_ban=directive.code, nam=year)
    parts = [
        Part(_("Tập thể được khen"), "done", sum(one for one, _other in awarded), url),
        Part(_("Cá nhân được khen"), "late", sum(one for _other, one in awarded), url),
    ]
    return Row("award", _("Khen thưởng"), "commendation", parts, [])
