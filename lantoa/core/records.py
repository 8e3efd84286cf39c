"""The one base of the house's models."""

import uuid

from django.db import models


class Record(models.Model):
    """A row with an immutable identity that can be spoken of anywhere (audit, files, links) without a foreign key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
