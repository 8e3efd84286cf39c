from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.audit.queries import last_exports, newest_heads_file, verifier_source
from lantoa.core import clock, vi_dates
from lantoa.core.errors import NotFound, Refused
from lantoa.desk import printouts
from lantoa.desk.forms import PARTS, RecordForm
from lantoa.desk.queries import record
from lantoa.desk.queries.home import home_of
from lantoa.desk.queries.unit import unit_page
from lantoa.organisation.access import acts, person
from lantoa.practices.printouts.verification import waiting_workbook
from lantoa.practices.queries.verification import waiting_for
from lantoa.ui.lists import LONGEST_SEARCH, Counter, file_answer, narrowed_address, page_of

WHOLE_UNIT = "don-vi"  # ?phan=don-vi: the work of the whole unit


@acts("home.read")
def home(request: HttpRequest) -> HttpResponse:
    """/: what the signed-in person has to do."""
    today = clock.today()
    found = home_of(person(request), whole_unit=request.GET.get("phan") == WHOLE_UNIT)
    shown = {"home": found, "desk": found.desk, "day": vi_dates.weekday_name(today), "today": today}
    return render(request, "desk/home.html", shown)


@acts("unit.read_name_code")
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """/don-vi/<code>/: all that one may see of a unit."""
    return render(request, "desk/unit.html", {"page": unit_page(person(request), code)})


PROOF_WORDS = {"du": gettext_lazy("Đủ số đo, minh chứng"), "thieu": gettext_lazy("Chờ đơn vị bổ sung")}


def _to_verify(request: HttpRequest) -> tuple[QuerySet[Any], str, str]:
    """What waits for this person, narrowed by the words in the address; the words, and which proof is asked for."""
    text, proof = request.GET.get("q", "")[:LONGEST_SEARCH].strip(), request.GET.get("con", "")
    return waiting_for(person(request), text), text, proof if proof in PROOF_WORDS else ""


@acts("adoption.weigh")
def to_verify(request: HttpRequest) -> HttpResponse:
    """/viec/kiem-chung/: every applied practice whose result waits for this person, what is proved first."""
    rows, text, proof = _to_verify(request)
    counts = rows.order_by().aggregate(all=Count("pk"), du=Count("pk", filter=Q(is_proved=True)))
    counts["thieu"] = counts["all"] - counts["du"]
    strip = [Counter(_("Tất cả"), counts["all"], narrowed_address(request, "con", ""), not proof)]
    strip += [
        Counter(str(words), counts[key], narrowed_address(request, "con", key), key == proof)
        for key, words in PROOF_WORDS.items()
    ]
    shown = {
        "page": page_of(rows.filter(is_proved=proof == "du") if proof else rows, request),
        "counters": strip,
        "text": text,
        "proof": proof,
        "export_url": f"{reverse('desk:to_verify_export')}?{request.GET.urlencode()}",
    }
    return render(request, "desk/to_verify.html", shown)


@acts("adoption.weigh")
def to_verify_export(request: HttpRequest) -> HttpResponse:
    """/viec/kiem-chung/xuat/: the list as it is seen, all pages, as a workbook."""
    rows, text, proof = _to_verify(request)
    rows = rows.filter(is_proved=proof == "du") if proof else rows
    said = [f"«{text}»"] if text else []
    said += [str(PROOF_WORDS[proof])] if proof else []
    return file_answer(waiting_workbook(rows, said), f"cho-kiem-chung-{clock.today():%Y-%m-%d}.xlsx")


def _without(request: HttpRequest, *names: str, **more: str) -> str:
    """The present address without some filters and with others, back on the first page."""
    query = request.GET.copy()
    for gone in (*names, *more, "page"):
        query.pop(gone, None)
    said = [*query.items(), *((name, value) for name, value in more.items() if value)]
    return f"?{urlencode(said)}" if said else reverse("desk:record")


def _chips(request: HttpRequest, form: RecordForm, wanted: record.RecordFilter) -> list[tuple[str, str]]:
    """The filters in force, as (words, address without it)."""
    acts, kinds = dict(record.acts_to_choose()), dict(record.kinds_to_choose())
    said = [
        (acts.get(wanted.act, ""), ("viec",)),
        (kinds.get(wanted.kind, ""), ("loai",)),
        (wanted.unit.code if wanted.unit else "", ("don-vi",)),
        (record.person_named(form.user, wanted.person) if wanted.person else "", ("nguoi",)),
        (record.days_said(wanted), ("tu", "den")),
    ]
    return [(words, _without(request, *names)) for words, names in said if words]


def _counters(request: HttpRequest, form: RecordForm, wanted: record.RecordFilter) -> list[dict[str, Any]]:
    """All entries, and those of the last days; each narrows the list to its days."""
    found = record.counts(form.user, wanted)
    words = {"today": _("Hôm nay"), "week": _("7 ngày qua"), "month": _("30 ngày qua")}
    no_days = not wanted.since and not wanted.until
    strip: list[dict[str, Any]] = [
        {
            "label": _("Tất cả"),
            "value": found["all"],
            "url": _without(request, "tu", "den"),
            "current": no_days,
        }
    ]
    for name, days in record.SPANS:
        first = record.first_day(days)
        strip.append(
            {
                "label": words[name],
                "value": found[name],
                "url": _without(request, "den", tu=vi_dates.format_day(first)),
                "current": wanted.since == first and not wanted.until,
            }
        )
    return strip


@acts("audit.read_own")
def record_view(request: HttpRequest) -> HttpResponse:
    """/nhat-ky/: who did what, as far as this person may know."""
    user = person(request)
    form = RecordForm(request.GET, user=user)
    wanted = form.filter()
    page = page_of(record.listed(user, wanted), request)
    parts = record.parts_for(user)
    chips = _chips(request, form, wanted)
    shown = {
        "form": form,
        "wanted": wanted,
        "page": page,
        "lines": record.lines(user, list(page.object_list)),
        "counters": _counters(request, form, wanted),
        "chips": chips,
        "parts": [
            (label, _without(request, phan=part), wanted.part == part)
            for part, label in [("", _("Tất cả")), *PARTS.items()]
            if not part or part in parts
        ]
        if len(parts) > 1
        else [],
        "audits": record.ALL in parts,
        "export_url": f"{reverse('desk:record_export')}?{request.GET.urlencode()}",
        "today": clock.today(),
    }
    return render(request, "desk/record.html", shown, status=422 if form.errors else 200)


@acts("audit.read_own")
def record_export(request: HttpRequest) -> HttpResponse:
    """/nhat-ky/xuat/: the list as it is seen, all pages, as a workbook."""
    user = person(request)
    form = RecordForm(request.GET, user=user)
    wanted = form.filter()
    if form.errors:
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    if record.listed(user, wanted)[record.MOST_EXPORTED : record.MOST_EXPORTED + 1]:
        raise Refused(_("Danh sách dài quá 20.000 dòng. Hãy chọn khoảng ngày ngắn hơn rồi xuất lại."))
    said = [words for words, _url in _chips(request, form, wanted)]
    content = printouts.record_workbook(record.exported(user, wanted), said)
    return file_answer(content, f"nhat-ky-{clock.today():%Y-%m-%d}.xlsx")


@acts("audit.verify_chain")
def heads(request: HttpRequest) -> HttpResponse:
    """/nhat-ky/dau-chuoi/: the exported heads of the record, for everybody: roots and signatures, no names, no acts."""
    return render(
        request, "desk/heads.html", {"exports": last_exports(24), "has_file": bool(newest_heads_file())}
    )


@acts("audit.verify_chain")
def heads_file(request: HttpRequest) -> HttpResponse:
    """/nhat-ky/dau-chuoi/tep/: the newest exported file, byte for byte."""
    found = newest_heads_file()
    if found is None:
        raise NotFound()
    return file_answer(found.read_bytes(), found.name, "application/json")


@acts("audit.verify_chain")
def verifier_file(request: HttpRequest) -> HttpResponse:
    """/nhat-ky/dau-chuoi/verify_audit.py: the program with which anybody verifies."""
    return file_answer(verifier_source(), "verify_audit.py", "text/x-python")
