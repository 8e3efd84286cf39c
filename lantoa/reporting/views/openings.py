"""Open a collection: the sheet, the period, who owes and when, a last look, and it is open."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.forms.choosing import SCOPES
from lantoa.organisation.models import Unit
from lantoa.organisation.queries import choosing
from lantoa.organisation.queries.units import NamedUnit
from lantoa.reporting.forms.openings import OpeningForm
from lantoa.reporting.models import SheetVersion
from lantoa.reporting.queries import openings as queries
from lantoa.reporting.services.collections import open_collection
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import LONGEST_SEARCH
from lantoa.ui.steps import INVALID

ACT = "collection.open"
SHOWN, FOUND_AT_ONCE = 200, 30
MANY = 20_000  # units for whom opening takes long enough to be told beforehand


@dataclass(frozen=True)
class Setting:
    """What the first steps have decided."""

    version: SheetVersion
    owner: Unit
    offer: queries.PeriodOffer

    @property
    def written(self) -> str:
        return f"{self.version.sheet.code}/{self.version.number}"


@dataclass
class Plan:
    """Who would owe: the units asked, with the reasons of those who are exempt."""

    units: choosing.Chosen | None = None
    exempt: dict[str, str] = field(default_factory=dict)  # code → reason

    @property
    def asked(self) -> int:
        return len(self.units) if self.units is not None else 0

    @property
    def owing(self) -> int:
        return self.asked - len(self.exempt)

    @property
    def takes_long(self) -> bool:
        return self.asked > MANY

    @cached_property
    def shown(self) -> list[tuple[NamedUnit, str]]:
        return [
            (unit, self.exempt.get(unit.code, "")) for unit in (self.units.first(SHOWN) if self.units else [])
        ]

    @property
    def more(self) -> int:
        return max(0, self.asked - SHOWN)

    @cached_property
    def exempted(self) -> list[tuple[NamedUnit, str]]:
        units = self.units.with_codes(self.exempt) if self.units else []
        return [(unit, self.exempt[unit.code]) for unit in units]


@acts(ACT, post=ACT)
def collection_open(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/mo-dot/: ?bieu=BCQ/2 chooses the sheet, &chu=KHOI who collects, &ky=2021Q2 the period."""
    if request.method == "POST":
        return _posted(request)
    get = request.GET
    if "bieu" not in get:
        shown = {"versions": queries.versions_to_open(request.user), "path": _path(0), "trail": _trail()}
        return render(request, "reporting/openings/sheets.html", shown)
    version = queries.get_version_to_open(request.user, get["bieu"])
    owners = queries.owners_to_choose(request.user)
    owner = queries.get_owner(request.user, get["chu"]) if get.get("chu") else owners[0]
    if owner.pk not in {one.pk for one in owners}:
        owners = [owner, *owners]
    if not get.get("ky"):
        shown = {
            "version": version,
            "owner": owner,
            "owners": owners,
            "offers": queries.periods_to_open(version, owner),
            "path": _path(1),
            "trail": _trail(),
        }
        return render(request, "reporting/openings/periods.html", shown)
    setting = Setting(version, owner, queries.get_period(version, owner, get["ky"]))
    if setting.offer.opened is not None:
        messages.info(request, _("Đợt này đã mở rồi."))
        return redirect("reporting:running", setting.offer.opened.code)
    return _form_page(request, setting, _form(setting))


def _posted(request: SignedInRequest) -> HttpResponse:
    post = request.POST
    OpeningForm(post).full_clean()  # names that it does not declare are refused before anything is looked up
    version = queries.get_version_to_open(request.user, post.get("version", ""))
    owner = queries.get_owner(request.user, post.get("owner", ""))
    setting = Setting(version, owner, queries.get_period(version, owner, post.get("period", "")))
    said = _with_marks(post)
    form = _form(setting, said)
    valid = form.is_valid()
    plan = _plan(setting, form)
    doing = post.get("viec", "")
    if doing == "dem":
        return _units_part(request, setting, form, plan)
    if doing in ("sua", "tim", "them") or "mien" in post:
        # Going back and looking for units are no mistakes yet: what is lacking is said when one goes on.
        return _form_page(request, setting, _form(setting, said, quiet=True), plan)
    if not valid or form.errors:
        return _form_page(request, setting, form, plan, INVALID)
    if doing != "mo" or post.get("counted", "") != str(plan.owing):
        return _confirm_page(request, setting, form, plan, changed=doing == "mo")
    return _opened(request, setting, form, plan)


def _with_marks(post: QueryDict) -> QueryDict:
    """What was sent; units marked among those found are put to the codes, one to be exempt begins a line of its own."""
    said: QueryDict = post.copy()
    marked = post.getlist("chon")
    if marked:
        codes = said.get("codes", "").strip()
        said["codes"] = "\n".join(filter(None, [codes, ", ".join(marked)]))
    if post.get("mien"):
        lines = said.get("exempt", "").rstrip()
        said["exempt"] = "\n".join(filter(None, [lines, f"{post['mien']} "]))
    return said


def _form(setting: Setting, said: QueryDict | None = None, *, quiet: bool = False) -> OpeningForm:
    day = setting.offer.period.last_day
    words = _("%(name)s (%(count)s)")
    kinds = [
        (code, words % {"name": name, "count": format_count(count)})
        for code, name, count in choosing.kinds_below(setting.owner, day)
    ]
    groups = [
        (scheme, [(code, words % {"name": name, "count": format_count(count)}) for code, name, count in rows])
        for scheme, rows in choosing.groups_below(setting.owner, day)
    ]
    if said is not None and not quiet:
        return OpeningForm(said, kinds=kinds, groups=groups)
    return OpeningForm(initial=_initial(setting, said), kinds=kinds, groups=groups)


def _initial(setting: Setting, said: QueryDict | None) -> dict[str, Any]:
    if said is not None:
        many = ("kinds", "groups")
        return {
            name: said.getlist(name) if name in many else said.get(name, "")
            for name in OpeningForm.base_fields
        }
    period = setting.offer.period
    times = queries.proposed_times(setting.version, setting.owner, period)
    return {
        "version": setting.written,
        "owner": setting.owner.code,
        "period": period.code,
        "title": f"{setting.version.name or setting.version.sheet.name} {period.label}"[:200],
        "scope": "direct",
        "due_on": times.due_at.astimezone(clock.VIETNAM).date(),
        "due_hour": "17",
        "closes_on": times.closes_at.astimezone(clock.VIETNAM).date(),
    }


def _plan(setting: Setting, form: OpeningForm) -> Plan:
    """Whom the form names; what cannot be is said at its field."""
    scope = form.wanted()
    if not scope.kind:
        return Plan()
    found = choosing.units_of(setting.owner, setting.offer.period.last_day, scope)
    if found.unknown:
        sentence = _("Không có đơn vị bên dưới mang mã: %(codes)s. Sửa hoặc bỏ các mã này.")
        form.add_error("codes", sentence % {"codes": ", ".join(found.unknown[:20])})
    if not found.units and not form.errors:
        form.add_error("scope", _("Không có đơn vị nào trong lựa chọn này vào ngày cuối kỳ."))
    return Plan(found.units, _exemptions(form, found.units))


def _exemptions(form: OpeningForm, units: choosing.Chosen) -> dict[str, str]:
    lines = getattr(form, "cleaned_data", {}).get("exempt", ())
    codes = {unit.code.upper(): unit.code for unit in units.with_codes(line.code for line in lines)}
    found: dict[str, str] = {}
    for line in lines:
        code = codes.get(line.code.upper())
        words = {"number": line.number, "code": line.code}
        if code is None:
            form.add_error(
                "exempt", _("Dòng %(number)s: %(code)s không ở trong danh sách phải báo cáo.") % words
            )
            return {}
        if code in found:
            form.add_error("exempt", _("Dòng %(number)s: %(code)s đã có ở một dòng trên.") % words)
            return {}
        found[code] = line.reason
    if found and len(found) == len(units):
        form.add_error("exempt", _("Mọi đơn vị đều được miễn. Để lại ít nhất một đơn vị phải báo cáo."))
    return found


def _form_page(
    request: SignedInRequest, setting: Setting, form: OpeningForm, plan: Plan | None = None, status: int = 200
) -> HttpResponse:
    if plan is None:
        scope = choosing.Scope(str(form.initial.get("scope", "")))
        plan = Plan(choosing.units_of(setting.owner, setting.offer.period.last_day, scope).units)
    text = request.POST.get("q", "")[:LONGEST_SEARCH]
    day = setting.offer.period.last_day
    hits = queries.search_below(setting.owner, day, text, FOUND_AT_ONCE + 1) if text.strip() else []
    chosen = {unit.code for unit in plan.units.with_codes(one.code for one in hits)} if plan.units else set()
    shown = {
        "setting": setting,
        "form": form,
        "plan": plan,
        "q": text,
        "hits": [
            one for one in hits[:FOUND_AT_ONCE] if one.code not in chosen or form["scope"].value() != "hand"
        ],
        "searched": bool(text.strip()),
        "is_cut": len(hits) > FOUND_AT_ONCE,
        "limit": FOUND_AT_ONCE,
        "like": queries.proposed_times(setting.version, setting.owner, setting.offer.period).like,
        "path": _path(2),
        "trail": _trail(),
    }
    return render(request, "reporting/openings/form.html", shown, status=status)


def _units_part(request: SignedInRequest, setting: Setting, form: OpeningForm, plan: Plan) -> HttpResponse:
    """The count and the list, for who is still choosing."""
    about_units = ("scope", "kinds", "groups", "codes", "exempt")
    wrong = [str(one) for name in about_units for one in form.errors.get(name, [])]
    shown = {"setting": setting, "plan": plan, "wrong": wrong}
    return render(request, "reporting/openings/parts/units.html", shown)


def _confirm_page(
    request: SignedInRequest, setting: Setting, form: OpeningForm, plan: Plan, *, changed: bool
) -> HttpResponse:
    kept = [
        (name, value)
        for name in form.fields
        for value in (form.data.getlist(name) if isinstance(form.data, QueryDict) else [])
    ]
    shown = {
        "setting": setting,
        "form": form,
        "plan": plan,
        "kept": kept,
        "changed": changed,
        "rows": _facts(setting, form, plan),
        "path": _path(3),
        "trail": _trail(),
    }
    return render(request, "reporting/openings/confirm.html", shown)


def _facts(setting: Setting, form: OpeningForm, plan: Plan) -> list[tuple[str, str]]:
    times = form.times()
    opens_at, due_at = times.opens_at, times.due_at
    said = form.cleaned_data
    return [
        (_("Tên đợt"), said["title"]),
        (_("Biểu"), f"{setting.version.name or setting.version.sheet.name} ({setting.written})"),
        (_("Kỳ"), setting.offer.period.label_title),
        (_("Đơn vị thu"), str(getattr(setting.owner, "name", setting.owner.code))),
        (_("Ai báo cáo"), _scope_words(form)),
        (_("Nhập được từ"), format_day(said["opens_on"]) if opens_at else _("ngay khi mở")),
        (_("Trễ hạn sau"), _moment(due_at)),
        (_("Khóa từ"), _("0 giờ ngày %(day)s") % {"day": format_day(said["closes_on"])}),
    ]


def _scope_words(form: OpeningForm) -> str:
    """How units were chosen, with the names of the kinds or groups."""
    scope = form.cleaned_data["scope"]
    words = str(dict(SCOPES)[scope])
    chosen = form.cleaned_data.get(scope, []) if scope in ("kinds", "groups") else []
    if not chosen:
        return words
    offered: Any = getattr(form.fields[scope], "choices", [])
    labels: dict[str, str] = {}
    for value, label in offered:
        labels |= dict(label) if isinstance(label, list | tuple) else {value: label}
    return f"{words}: {', '.join(labels[one] for one in chosen)}"


def _moment(at: datetime) -> str:
    local = at.astimezone(clock.VIETNAM)
    if local.hour == 0:
        # A midnight is said as the end of the day before, or one day is read for another.
        return _("hết ngày %(day)s") % {"day": format_day((local - timedelta(days=1)).date())}
    return _("%(hour)s giờ ngày %(day)s") % {"hour": local.hour, "day": format_day(local.date())}


def _opened(request: SignedInRequest, setting: Setting, form: OpeningForm, plan: Plan) -> HttpResponse:
    times = form.times()
    units = plan.units.plain() if plan.units else []
    exempted = {unit.id: reason for unit, reason in plan.exempted}
    try:
        made = open_collection(
            actor=request.user,
            sheet_version=setting.version,
            period=setting.offer.period,
            owner=setting.owner,
            units=units,
            opens_at=times.opens_at,
            due_at=times.due_at,
            closes_at=times.closes_at,
            title=form.cleaned_data["title"],
            exempt=exempted,
        )
    except Refused as refused:
        show_refusal(form, refused)
        fresh = queries.get_period(setting.version, setting.owner, setting.offer.period.code)
        return _form_page(request, Setting(setting.version, setting.owner, fresh), form, plan, INVALID)
    sentence = ngettext(
        "Đã mở đợt báo cáo. %(count)s đơn vị thấy việc phải làm ngay.",
        "Đã mở đợt báo cáo. %(count)s đơn vị thấy việc phải làm ngay.",
        plan.owing,
    )
    if times.opens_at is not None:
        sentence = ngettext(
            "Đã mở đợt báo cáo cho %(count)s đơn vị; đơn vị nhập được từ ngày đã chọn.",
            "Đã mở đợt báo cáo cho %(count)s đơn vị; đơn vị nhập được từ ngày đã chọn.",
            plan.owing,
        )
    messages.success(request, sentence % {"count": format_count(plan.owing)})
    return redirect("reporting:running", made.code)


def _path(at: int) -> list[tuple[str, str]]:
    steps = [_("Biểu"), _("Kỳ"), _("Đơn vị và hạn"), _("Xem lại")]
    return [
        (label, "done" if place < at else "now" if place == at else "later")
        for place, label in enumerate(steps)
    ]


def _trail() -> list[tuple[str, str]]:
    return [(_("Báo cáo"), reverse("reporting:collections")), (_("Mở đợt báo cáo"), "")]
