"""What a person has chosen; nobody else reads it."""

from django.conf import settings
from django.db import models

from lantoa.core.records import Record
from lantoa.notifications.choices import Way


class Preference(Record):
    """How one kind of notice reaches a person; without a row, as its kind says."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    way = models.CharField(max_length=10, choices=Way)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "kind"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.way}"


class MailHabit(Record):
    """When mails may come; without a row: each working day, never at night nor on a holiday."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    weekly = models.BooleanField(default=False)
    any_time = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"weekly={self.weekly} any_time={self.any_time}"
