"""Who reads what a unit did, once the unit is no more."""

from django.db import models

from lantoa.core.records import Record
from lantoa.organisation.models.units import Unit


class InheritedPast(Record):
    """From `since` on, whoever reads `reader` also reads the past of `unit`, which has ended.

    Derived from versions and events, never entered: who received the unit reads as it reads its own past (`is_received`); the
    parent under which it ended reads as it reads a unit below it. Where the reader ends as well, its own readers follow.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    is_received = models.BooleanField()
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "reader"], name="inherited_past_once")]

    def __str__(self) -> str:
        return f"{self.reader_id} reads {self.unit_id}"
