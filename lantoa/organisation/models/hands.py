"""Things that keep the unit they began in, and may lie in other hands since."""

import uuid

from django.db import models

from lantoa.organisation.models.units import Unit


class InHands(models.Model):
    """`unit`, which each model has of its own, is where a thing began and where it is counted, and never changes. `holder` is who
    answers for it since a confirmed hand-over; None: the unit itself.
    """

    holder = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit_id: uuid.UUID

    class Meta:
        abstract = True

    @property
    def holder_unit_id(self) -> uuid.UUID:
        """Who answers for it now."""
        return self.holder_id or self.unit_id
