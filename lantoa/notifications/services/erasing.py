"""Notices are news, not a record: they go after the days of the rule, read or not, and so do settled mails."""

from datetime import timedelta

from django.db import transaction

from lantoa.core import clock
from lantoa.notifications.choices import MailState
from lantoa.notifications.models import Mail, Notice
from lantoa.notifications.queries.calendar import rule_on


@transaction.atomic
def erase_old() -> int:
    """How many notices went. A mail that still waits is left to its own end."""
    oldest = clock.now() - timedelta(days=rule_on().keep_days)
    gone, _kinds = Notice.objects.filter(made_at__lt=oldest).delete()
    Mail.objects.exclude(state=MailState.WAITING).filter(settled_at__lt=oldest).delete()
    return gone
