"""Whose duty to report went to whom when a unit ended within a period."""

from django.db import models

from lantoa.core.records import Record
from lantoa.reporting.models.collections import Obligation


class Succession(Record):
    """The duty of a unit that ended, answered by the report of its successor; the old duty stays, exempt with the reason."""

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="succession")
    successor = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="predecessors")
    effective_on = models.DateField()
    # The figures of the old draft are those the successor's draft began with; else they are to be looked up and added by hand.
    carried = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="succession_between_two", condition=~models.Q(obligation=models.F("successor"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} → {self.successor_id}"
