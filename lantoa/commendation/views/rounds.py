"""The rounds, and one round with its list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.commendation import permissions, printouts, queries
from lantoa.commendation.choices import NominationState, Outcome, RoundState, Subject
from lantoa.commendation.forms import NoteForm
from lantoa.commendation.models import DecisionProposal, Round
from lantoa.commendation.queries import NominationFilters, RoundFilters
from lantoa.commendation.views.common import address_with, text_of
from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import acts, holds_somewhere, person, second_person_needed
from lantoa.ui.lists import file_answer, page_of


@acts("round.read")
def rounds_view(request: HttpRequest) -> HttpResponse:
    user, filters = person(request), round_filters(request)
    counts = queries.round_counts(user, filters)
    context = {
        "filters": filters,
        "page": page_of(queries.filtered_rounds(user, filters), request),
        "counters": _counters(request, counts, RoundState, filters.state),
        "total": counts[""] or filters != RoundFilters(sort=filters.sort),
        "export_url": f"{reverse('commendation:rounds_export')}?{request.GET.urlencode()}",
    }
    return render(request, _template(request, "rounds"), context)


@acts("round.read")
def rounds_export_view(request: HttpRequest) -> HttpResponse:
    """The list as it is seen, all pages."""
    rows = queries.filtered_rounds(person(request), round_filters(request))
    return file_answer(printouts.rounds_workbook(rows), "dot-khen-thuong.xlsx")


@acts("round.read")
def round_view(request: HttpRequest, code: str) -> HttpResponse:
    """What the round is, what was put forward within one's scope, and where its decision stands."""
    user = person(request)
    round_ = queries.get_round(user, code)
    return render(request, _template(request, "round"), round_context(request, user, round_))


@acts("round.read")
def round_export_view(request: HttpRequest, code: str) -> HttpResponse:
    """The nominations as they are seen, all pages."""
    user = person(request)
    round_ = queries.get_round(user, code)
    rows = queries.filtered_nominations(user, round_, nomination_filters(request))
    return file_answer(printouts.nominations_workbook(round_, rows), f"de-nghi-khen-{code}.xlsx")


def round_context(
    request: HttpRequest, user: User, round_: Round, note_form: NoteForm | None = None
) -> dict[str, Any]:
    """All that the page of a round shows; other views show it again with a form that was refused."""
    filters = nomination_filters(request)
    counts = queries.nomination_counts(user, round_, filters)
    reads_balance = permissions.can_read_balance(user, round_)
    proposal = queries.last_proposal(round_) if reads_balance else None
    return {
        "round": round_,
        "facts": _facts(round_),
        "filters": filters,
        "subjects": Subject,
        "units": queries.units_with_nominations(user, round_),
        "page": page_of(queries.filtered_nominations(user, round_, filters), request),
        "total": counts[""],
        "is_narrowed": filters != NominationFilters(sort=filters.sort),
        "counters": _counters(request, counts, NominationState, filters.state),
        "balance": queries.balance_of(round_) if reads_balance else None,
        "export_url": f"{reverse('commendation:round_export', args=[round_.code])}?{request.GET.urlencode()}",
        "trail": [(_("Khen thưởng"), reverse("commendation:rounds")), (round_.code, "")],
        **_acts_on(user, round_, proposal),
        "note_form": note_form or NoteForm(),
    }


def _acts_on(user: User, round_: Round, proposal: DecisionProposal | None) -> dict[str, Any]:
    waiting = proposal if proposal is not None and proposal.outcome == Outcome.WAITING else None
    is_own = waiting is not None and waiting.proposed_by_id == user.pk
    drafts = permissions.can_propose_decision(user, round_)
    takes = round_.opens_on <= clock.today() <= round_.closes_on
    second = second_person_needed("decision.issue")
    return {
        "proposal": proposal,
        "waiting": waiting,
        "is_own_proposal": is_own,
        "may_nominate": takes and holds_somewhere(user, "nomination.edit"),
        "may_propose": drafts and waiting is None and queries.has_proposed(round_),
        "may_sign": waiting is not None and permissions.can_decide(user, round_) and not (is_own and second),
        "may_open_register": holds_somewhere(user, "certificate.read"),
        "may_print": permissions.can_print(user, round_),
    }


def _facts(round_: Round) -> list[tuple[str, str]]:
    facts = [
        (_("Cơ quan tặng"), getattr(round_, "unit_name", None) or round_.unit.code),
        (_("Hình thức"), round_.award_kind.name),
        (_("Theo"), f"{round_.directive.type_name} {round_.directive.reference}"),
        (_("Giai đoạn"), f"{round_.first_year} - {round_.last_year}"),
        (_("Nhận đề nghị"), f"{format_day(round_.opens_on)} - {format_day(round_.closes_on)}"),
        (_("Ghi trên giấy"), round_.citation),
    ]
    if round_.collective_quota is not None:
        facts.append((_("Chỉ tiêu tập thể"), str(round_.collective_quota)))
    if round_.individual_quota is not None:
        facts.append((_("Chỉ tiêu cá nhân"), str(round_.individual_quota)))
    return facts


def _counters(
    request: HttpRequest,
    counts: dict[str, int],
    states: type[NominationState] | type[RoundState],
    current: str,
) -> list[dict[str, Any]]:
    """The strip: all, then each state that occurs or is chosen."""
    strip: list[dict[str, Any]] = [
        {
            "label": _("Tất cả"),
            "value": counts[""],
            "url": address_with(request, "trang-thai", ""),
            "current": not current,
        }
    ]
    strip.extend(
        {
            "label": state.label,
            "value": counts[state.value],
            "url": address_with(request, "trang-thai", state.value),
            "current": state.value == current,
            "icon": state.badge.icon,
            "tone": state.badge.tone,
        }
        for state in states
        if counts[state.value] or state.value == current
    )
    return strip


def round_filters(request: HttpRequest) -> RoundFilters:
    """The filter in the address; what it cannot mean is left out rather than refused."""
    state, year = request.GET.get("trang-thai", ""), request.GET.get("nam", "")
    return RoundFilters(
        directive=request.GET.get("van-ban", "")[:20],
        year=int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None,
        state=state if state in RoundState.values else "",
        text=text_of(request),
        sort=request.GET.get("sort", ""),
    )


def nomination_filters(request: HttpRequest) -> NominationFilters:
    state, subject = request.GET.get("trang-thai", ""), request.GET.get("loai", "")
    return NominationFilters(
        state=state if state in NominationState.values else "",
        subject=subject if subject in Subject.values else "",
        unit=request.GET.get("don-vi", "")[:40],
        text=text_of(request),
        sort=request.GET.get("sort", ""),
    )


def _template(request: HttpRequest, name: str) -> str:
    return f"commendation/parts/{name}_body.html" if request.htmx else f"commendation/{name}.html"  # type: ignore[attr-defined]
