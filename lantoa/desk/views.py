from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lantoa.core import clock, vi_dates
from lantoa.desk.queries.home import home_of
from lantoa.desk.queries.practices import to_be_verified
from lantoa.desk.queries.unit import unit_page
from lantoa.organisation.access import acts, person
from lantoa.ui.lists import page_of

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


@acts("adoption.verify")
def to_verify(request: HttpRequest) -> HttpResponse:
    """/viec/kiem-chung/: every applied practice that waits for verification, oldest first."""
    page = page_of(to_be_verified(person(request)), request)
    return render(request, "desk/to_verify.html", {"page": page})
