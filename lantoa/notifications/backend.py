"""Django's own mail calls (EMAIL_BACKEND): a row of the outbox in the caller's transaction, sent by the same job as notices.

The rooms below this one, accounts and organisation, tell by it.
"""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from lantoa.notifications.models import Mail


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """One mail to each recipient, so that none reads another's address; plain text alone. How many messages were kept: none
        where no server is set, which would leave their texts lying."""
        if settings.SMTP is None:
            return 0
        Mail.objects.bulk_create(
            Mail(address=address, subject=" ".join(str(one.subject).split())[:200], body=str(one.body))
            for one in email_messages
            for address in one.recipients()
        )
        return len(email_messages)
