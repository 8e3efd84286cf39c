"""Give an order to replicate, see who has not answered, give it to more units."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Forbidden, NotFound, Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import acts, holds, holds_somewhere, person, require
from lantoa.organisation.forms.choosing import RecipientsForm, offered_below, typed_before
from lantoa.practices.forms.orders import OrderForm
from lantoa.practices.models import ReplicationOrder
from lantoa.practices.printouts.orders import silent_workbook
from lantoa.practices.queries import adoptions, orders
from lantoa.practices.services import orders as services
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import LONGEST_SEARCH, file_answer
from lantoa.ui.steps import INVALID

SHOWN_UNITS = 200


@acts("practice.read")
def orders_view(request: HttpRequest) -> HttpResponse:
    """Orders given and received, with how far their answers have come."""
    user = person(request)
    context = {
        "rows": orders.orders_visible_to(user),
        "may_order": holds_somewhere(user, orders.ACT),
        "trail": [(_("Mô hình"), reverse("practices:list")), (_("Chỉ đạo nhân rộng"), "")],
    }
    return render(request, "practices/orders.html", context)


@acts("replication.order", post="replication.order")
def order_create_view(request: HttpRequest) -> HttpResponse:
    """Choose booklet, practices, units, day and paper; look it over; give the order."""
    user = person(request)
    issuer = orders.issuer_for(user)
    if issuer is None:
        raise Forbidden(_("Vai trò của anh/chị không giao nhân rộng."))
    booklets = orders.booklets_to_give(issuer)
    wanted = request.POST.get("booklet") or request.GET.get("tap") or (booklets[0].code if booklets else "")
    booklet = next((one for one in booklets if one.code == wanted), None)
    if booklet is None and booklets and request.method != "POST":
        raise NotFound()
    entries = orders.entries_to_give(booklet) if booklet else []
    papers = orders.papers_of(issuer)
    offered = [(one.practice.code, one.practice.title) for one in entries]
    form = OrderForm(
        request.POST if request.method == "POST" else None,
        initial={"booklet": wanted, "scope": "direct", "entries": [code for code, _title in offered]},
        entries=offered,
        documents=[(str(one.pk), f"{one.reference} {one.abstract}"[:120]) for one in papers],
        **offered_below(issuer),
    )
    context: dict[str, Any] = {
        "form": form,
        "booklet": booklet,
        "booklets": booklets,
        "issuer": issuer,
        "trail": [
            (_("Mô hình"), reverse("practices:list")),
            (_("Chỉ đạo nhân rộng"), reverse("practices:orders")),
            (_("Giao nhân rộng"), ""),
        ],
    }
    asked = request.POST.get("viec", "")
    if request.method != "POST" or asked == "sua":
        return render(request, "practices/order_create.html", context)
    is_valid = form.is_valid()
    if booklet is None:
        raise NotFound()
    units = form.chosen_below(issuer) if is_valid else None
    if units is None:
        return render(request, "practices/order_create.html", context, status=INVALID)
    data = form.cleaned_data
    given = [one for one in entries if one.practice.code in data["entries"]]
    document = next((one for one in papers if str(one.pk) == data["document"]), None)
    changed = asked == "giao" and request.POST.get("counted") != str(len(units))
    if asked == "giao" and not changed:
        try:
            order = services.give_order(
                actor=user,
                booklet=booklet,
                unit=issuer,
                units=units.plain(),
                entries=given,
                answer_by=data["answer_by"],
                document=document,
            )
        except Refused as refused:
            show_refusal(form, refused)
            return render(request, "practices/order_create.html", context, status=INVALID)
        messages.success(request, _("Đã giao %(code)s.") % {"code": order.code})
        return redirect("practices:silent", order.code)
    context |= {
        "given": given,
        "document": document,
        "answer_by": data["answer_by"],
        "count": len(units),
        "units": units.first(SHOWN_UNITS),
        "more": max(len(units) - SHOWN_UNITS, 0),
        "kept": typed_before(request.POST),
        "changed": changed,
    }
    return render(request, "practices/order_preview.html", context)


@acts("replication.order", post="replication.order")
def order_extend_view(request: HttpRequest, order: str) -> HttpResponse:
    """Units that join later are given the same order."""
    user = person(request)
    found = adoptions.get_order(user, order)
    require(holds(user, orders.ACT, found.unit_id))
    form = RecipientsForm(
        request.POST if request.method == "POST" else None,
        initial={"scope": "hand"},
        **offered_below(found.unit),
    )
    if request.method == "POST" and form.is_valid():
        units = form.chosen_below(found.unit)
        if units is not None:
            try:
                added = services.extend_order(actor=user, order=found, units=units.plain())
            except Refused as refused:
                show_refusal(form, refused)
            else:
                words = _("Đã giao thêm %(count)s đơn vị.") % {"count": format_count(len(added))}
                messages.success(request, words)
                return redirect("practices:silent", order)
    context = {"form": form, "order": found, "trail": _of_order(found, _("Giao thêm đơn vị"))}
    return render(request, "practices/order_extend.html", context, status=INVALID if form.errors else 200)


def _of_order(order: ReplicationOrder, title: str) -> list[tuple[str, str]]:
    return [
        (_("Mô hình"), reverse("practices:list")),
        (_("Chỉ đạo nhân rộng"), reverse("practices:orders")),
        (order.code, reverse("practices:answers", args=[order.code])),
        (title, ""),
    ]


@acts("practice.read")
def silent_view(request: HttpRequest, order: str) -> HttpResponse:
    """Who owes answers on an order, and how late; nothing is sent to anybody."""
    user = person(request)
    found = adoptions.get_order(user, order)
    text = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    everybody = orders.silent_on(user, found, text)
    states = {"": everybody, "im": [one for one in everybody if not one.is_partly]}
    states["mot-phan"] = [one for one in everybody if one.is_partly]
    chosen = request.GET.get("trang-thai", "")
    chosen = chosen if chosen in states else ""
    words = {"": _("Còn phải trả lời"), "im": _("Chưa trả lời gì"), "mot-phan": _("Mới trả lời một phần")}
    context = {
        "order": found,
        "rows": states[chosen],
        "text": text,
        "state": chosen,
        "counters": [
            {
                "label": words[state],
                "value": len(rows),
                "url": f"?trang-thai={state}" if state else "?",
                "current": state == chosen,
            }
            for state, rows in states.items()
        ],
        "is_late": found.answer_by < clock.today(),
        "may_extend": holds(user, orders.ACT, found.unit_id),
        "trail": _of_order(found, _("Chưa trả lời")),
    }
    return render(request, "practices/silent.html", context)


@acts("practice.read")
def silent_export_view(request: HttpRequest, order: str) -> HttpResponse:
    user = person(request)
    found = adoptions.get_order(user, order)
    rows = orders.silent_on(user, found, request.GET.get("q", "")[:LONGEST_SEARCH].strip())
    return file_answer(silent_workbook(found, rows), f"chua-tra-loi-{found.code}.xlsx")
