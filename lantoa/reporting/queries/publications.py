"""Published figures: who sees them, what is there already, and every place where they do not add up."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.core.text import folding_key, sort_key
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Ancestry, RoleAssignment, Unit
from lantoa.organisation.queries.units import unit_by_code
from lantoa.reporting.choices import Qualifier
from lantoa.reporting.design import design_faults
from lantoa.reporting.models import Collection, Indicator, Publication, Sheet, SheetDraft, StatedFigure
from lantoa.reporting.published.checks import checks_of
from lantoa.reporting.published.comparisons import Check, Outcome
from lantoa.reporting.published.figures import Figure, Review
from lantoa.reporting.published.files.faults import FileFault
from lantoa.reporting.published.files.writing import digest_of
from lantoa.reporting.published.layout import PREFIX, layout_of


def publications_visible_to(user: User) -> QuerySet[Publication]:
    """Those kept in the trees that the person reads in, also what was replaced since."""
    scope = access.units_in_scope(user, "publication.read")
    return Publication.objects.select_related("owner", "unit").filter(owner__in=scope.values("pk"))


def get_publication(user: User, code: str) -> Publication:
    """NotFound for what is outside one's scope."""
    found = publications_visible_to(user).filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class PublicationRow:
    """A publication with its figures, compared. Nothing is kept of a comparison: it is made anew each time."""

    publication: Publication
    review: Review

    @cached_property
    def checks(self) -> list[Check]:
        return checks_of(self.review)

    @cached_property
    def differences(self) -> list[Check]:
        return [one for one in self.checks if one.outcome == Outcome.DIFFERS]

    @property
    def agreeing(self) -> int:
        return sum(one.outcome == Outcome.AGREES for one in self.checks)

    @property
    def open(self) -> int:
        return sum(one.outcome == Outcome.OPEN for one in self.checks)


@dataclass(frozen=True)
class PublicationFilter:
    """`state` is a key of STATES or empty, `kind` a kind of comparison or empty, `sort` one of SORTS, with «-» for downwards."""

    text: str = ""
    state: str = ""
    kind: str = ""
    sort: str = ""


STATES: dict[str, Callable[[PublicationRow], bool]] = {
    "co-lech": lambda row: bool(row.differences),
    "khop": lambda row: not row.differences and row.agreeing > 0,
    "khong-doi-chieu": lambda row: not row.differences and not row.agreeing,
}
SORTS: dict[str, Callable[[PublicationRow], Any]] = {
    "ngay": lambda row: (row.publication.first_day, row.publication.code),
    "to-chuc": lambda row: (sort_key(row.publication.organisation), row.publication.code),
    "lech": lambda row: (len(row.differences), row.publication.code),
}


def publication_rows(user: User) -> list[PublicationRow]:
    """Every publication in force that the person sees, newest first. Two statements beyond the scope, whatever their number."""
    return _rows(publications_visible_to(user).filter(replaced_at=None))


def row_of(publication: Publication) -> PublicationRow:
    return PublicationRow(publication, review_of(publication, publication.figures.all()))


def narrowed(rows: Iterable[PublicationRow], wanted: PublicationFilter) -> list[PublicationRow]:
    words = folding_key(wanted.text).split()
    found = [
        row
        for row in rows
        if all(word in row.publication.search_key for word in words)
        and (not wanted.state or STATES[wanted.state](row))
        and (not wanted.kind or any(one.kind == wanted.kind for one in row.differences))
    ]
    if wanted.sort:
        found.sort(key=SORTS[wanted.sort.removeprefix("-")], reverse=wanted.sort.startswith("-"))
    return found


def _rows(publications: QuerySet[Publication]) -> list[PublicationRow]:
    found = list(publications)
    figures: dict[object, list[StatedFigure]] = {one.pk: [] for one in found}
    for one in StatedFigure.objects.filter(publication__in=found).order_by("publication", "position"):
        figures[one.publication_id].append(one)
    return [PublicationRow(one, review_of(one, figures[one.pk])) for one in found]


def review_of(publication: Publication, figures: Iterable[StatedFigure]) -> Review:
    """The review as it was printed."""
    return Review(
        publication.source,
        publication.organisation,
        publication.stated_on,
        publication.period_words,
        publication.period,
        publication.url,
        [figure_of(one) for one in figures],
        publication.note,
        publication.unit.code if publication.unit else "",
    )


def figure_of(one: StatedFigure) -> Figure:
    """A figure as it was printed, with the decimals it had."""
    return Figure(
        one.position,
        one.metric,
        one.words,
        one.value.quantize(Decimal(1).scaleb(-one.places)),
        one.unit_of_measure,
        Qualifier(one.qualifier) if one.qualifier else None,
        one.numerator,
        _short(one.numerator_value),
        one.denominator,
        _short(one.denominator_value),
        one.part_of,
        tuple(one.parts),
        one.indicator,
        one.note,
    )


def _short(value: Decimal | None) -> Decimal | None:
    """Without the zeros that the column adds."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def versions_of(publication: Publication) -> list[Publication]:
    """The entries of one review, newest first."""
    rows = Publication.objects.filter(owner=publication.owner_id, source=publication.source)
    return list(rows.order_by("-entered_at", "-code"))


@dataclass(frozen=True)
class Standing:
    """What is there of a review already: nothing, the same, or another state of it."""

    current: Publication | None
    is_same: bool


def standing_of(owner: Unit, reviews: Sequence[Review]) -> dict[str, Standing]:
    """By the review's name in its file. One statement."""
    rows = Publication.objects.filter(
        owner=owner, replaced_at=None, source__in=[one.source for one in reviews]
    )
    current = {one.source: one for one in rows}
    found = {}
    for review in reviews:
        there = current.get(review.source)
        found[review.source] = Standing(there, there is not None and there.digest == digest_of(review))
    return found


def units_named(owner: Unit, reviews: Sequence[Review]) -> dict[str, Unit]:
    """The units below the owner, or the owner, that reviews speak of, by code; of any day, for reviews speak of the past."""
    below = Ancestry.objects.filter(ancestor=owner).values("descendant")
    codes = {one.unit_code for one in reviews if one.unit_code}
    return {one.code: one for one in Unit.objects.filter(code__in=codes, pk__in=below)}


def review_faults(owner: Unit, reviews: Sequence[Review]) -> list[FileFault]:
    """What keeps reviews from being entered here though their file is well formed: units and indicators that are not there, and
    faults of the sheet they make. Two statements.
    """
    units = units_named(owner, reviews)
    wanted = {figure.indicator for one in reviews for figure in one.figures if figure.indicator}
    known = set(
        Indicator.objects.filter(code__in=wanted)
        .exclude(code__startswith=PREFIX)
        .values_list("code", flat=True)
    )
    faults = []
    for review in reviews:
        if review.unit_code and review.unit_code not in units:
            sentence = _("Không có đơn vị mang mã %(code)s thuộc cấp ủy này.")
            faults.append(FileFault(f"{review.source}.unit", sentence % {"code": review.unit_code}))
        for figure in review.figures:
            at = f"{review.source}.facts[{figure.place}].indicator"
            if figure.indicator and figure.indicator not in known:
                sentence = _("Không biểu nào có chỉ tiêu mang mã %(code)s.")
                faults.append(FileFault(at, sentence % {"code": figure.indicator}))
            if figure.indicator and not review.unit_code:
                faults.append(
                    FileFault(at, _("Ghi thêm khóa unit của bài: mã đơn vị mà chỉ tiêu này nói đến."))
                )
        design = layout_of(review, "SCB", review.organisation).design
        faults += [FileFault(review.source, one.sentence) for one in design_faults(design)]
    return faults


def free_code(source: str) -> str:
    """A code for addresses that no publication, sheet or collection has: the review's name, with a number where it is taken."""
    base = source.upper().replace("_", "-")
    at, wanted = 1, base
    while (
        Publication.objects.filter(code=wanted).exists()
        or Sheet.objects.filter(code=f"SCB-{wanted}").exists()
        or SheetDraft.objects.filter(code=f"SCB-{wanted}").exists()
        or Collection.objects.filter(code=f"SCB-{wanted}").exists()
    ):
        at += 1
        wanted = f"{base}-{at}"
    return wanted


def keeper(code: str = "") -> Unit:
    """For the command line: the unit of this code, else the only one that has staff. Raises NotFound, Refused."""
    if code:
        return unit_by_code(code)
    staffed = RoleAssignment.objects.filter(role=Role.STAFF, valid__contains=clock.today())
    units = list(Unit.objects.filter(pk__in=staffed.values("unit")).order_by("code"))
    if len(units) != 1:
        codes = ", ".join(one.code for one in units) or "–"
        raise Refused(
            _("Nói rõ cấp ủy nào giữ số liệu bằng --owner MÃ. Đơn vị có chuyên viên: %(codes)s.")
            % {"codes": codes}
        )
    return units[0]
