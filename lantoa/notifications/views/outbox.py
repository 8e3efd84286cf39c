"""Whether mail leaves, in numbers: for who looks after the installation."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.notifications.queries import mails as queries
from lantoa.notifications.queries.calendar import coming_days_off, ladder_on, rule_on
from lantoa.organisation.access import SignedInRequest, acts


@acts("mail.oversee")
def outbox(request: SignedInRequest) -> HttpResponse:
    """/thong-bao/gui-thu/"""
    shown = {
        "outbox": queries.outbox(),
        "server": settings.SMTP,
        "sender": settings.MAIL_FROM,
        "rule": rule_on(),
        "days_off": coming_days_off(clock.today()),
        "ladder": ladder_on(clock.today()),
        "trail": [(_("Thông báo"), reverse("notifications:list")), (_("Việc gửi thư"), "")],
    }
    return render(request, "notifications/outbox.html", shown)
