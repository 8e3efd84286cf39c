"""Forms of commendation and rounds."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.commendation.models import AwardKind, Round
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.core.text import folding_key
from lantoa.directives.models import Directive
from lantoa.notifications.services import notify
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import subtree_of


@transaction.atomic
def enter_award_kind(*, actor: Actor, code: str, name: str) -> AwardKind:
    """Enter a form of commendation."""
    made = AwardKind.objects.create(code=code, name=name)
    record(actor, "award_kind.entered", made)
    return made


@transaction.atomic
def open_round(
    *,
    actor: Actor,
    code: str,
    title: str,
    unit: Unit,
    award_kind: AwardKind,
    directive: Directive,
    years: tuple[int, int],
    citation: str,
    opens_on: date,
    closes_on: date,
    collective_quota: int | None = None,
    individual_quota: int | None = None,
    leader_percent_limit: int | None = None,
) -> Round:
    """Open a round of commendation for the years first..last. Quotas refuse a decision; the leaders' share only warns.

    Raises Refused when an end lies before its beginning, or when the code is taken.
    """
    if closes_on < opens_on or years[1] < years[0]:
        raise Refused(_("Ngày hoặc năm kết thúc phải sau ngày, năm bắt đầu."))
    if Round.objects.filter(code=code).exists():
        raise Refused(
            _("Mã %(code)s đã dùng cho đợt khen khác.") % {"code": code}, fields={"code": _("Mã đã dùng.")}
        )
    round_ = Round.objects.create(
        code=code,
        title=title,
        unit=unit,
        award_kind=award_kind,
        directive=directive,
        first_year=years[0],
        last_year=years[1],
        citation=citation,
        opens_on=opens_on,
        closes_on=closes_on,
        collective_quota=collective_quota,
        individual_quota=individual_quota,
        leader_percent_limit=leader_percent_limit,
        search_key=folding_key(f"{title} {code}"),
    )
    record(actor, "round.opened", round_, chain=unit.pk, after={"title": title})
    notify(
        actor=actor,
        kind="round_opened",
        about=Reference("commendation.round", round_.pk),
        number=code,
        to_units=subtree_of(unit.pk).exclude(pk=unit.pk),
        occasion="opened",
    )
    return round_
