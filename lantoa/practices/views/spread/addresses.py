"""What the address of the spread pages says: filters, the way to each record behind a mark, its words."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.practices.choices import STANDINGS
from lantoa.practices.queries.spread import ALL_YEARS, SpreadFilter

ROLE_WORDS = {
    "taking": gettext_lazy("Đã nhận ít nhất một mô hình"),
    "both": gettext_lazy("Vừa cho vừa nhận"),
    "sends": gettext_lazy("Chỉ cho, không nhận"),
    "takes": gettext_lazy("Chỉ nhận, không cho"),
    "neither": gettext_lazy("Không cho, không nhận"),
}
TURN_WORDS = {
    "taken": gettext_lazy("Đã nhận"),
    "in_use": gettext_lazy("Đang áp dụng"),
    **{
        standing: badge.label
        for standing, badge in STANDINGS.items()
        if standing not in ("silent", "originator")
    },
}
FATE_WORDS = {
    "alive": gettext_lazy("còn làm"),
    "ended": gettext_lazy("đã dừng"),
    "silent": gettext_lazy("chưa trả lời"),
}


def wanted_by(request: HttpRequest) -> SpreadFilter:
    """The filter in the address; what it cannot mean is left out. `nam` empty is the latest year, «tat-ca» all."""
    get = request.GET
    said = get.get("nam", "")
    year = int(said) if len(said) == 4 and said.isascii() and said.isdigit() else None
    return SpreadFilter(0 if said == ALL_YEARS else year, get.get("linh-vuc", ""), get.get("khoi", ""))


def base_of(wanted: SpreadFilter) -> dict[str, str]:
    """The filter as parameters of an address, to be carried on by every mark."""
    year = "" if wanted.year is None else ALL_YEARS if wanted.year == 0 else str(wanted.year)
    said = {"nam": year, "linh-vuc": wanted.field, "khoi": wanted.sector}
    return {name: value for name, value in said.items() if value}


def address(name: str, wanted: SpreadFilter, **more: str) -> str:
    query = urlencode(base_of(wanted) | {key.replace("_", "-"): value for key, value in more.items()})
    return reverse(f"practices:{name}") + (f"?{query}" if query else "")


def trail_below(wanted: SpreadFilter, title: str) -> list[tuple[str, str]]:
    return [
        (_("Mô hình"), reverse("practices:list")),
        (_("Lan tỏa đến đâu"), address("spread", wanted)),
        (title, ""),
    ]
