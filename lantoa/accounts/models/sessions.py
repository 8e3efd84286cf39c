"""Where an account is signed in."""

from django.conf import settings
from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record


class OpenSession(Record):
    """One signed-in browser. Gone when it ends: there is no history of who sat where.

    `device` names browser and system in words, `network` is cut (/24, /48) before it is stored.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=80)
    network = models.CharField(max_length=50, blank=True)
    signed_in_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["last_used_at"], name="open_session_used")]

    def __str__(self) -> str:
        return self.device
