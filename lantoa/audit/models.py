"""The append-only record. The app role may insert and read entries, and nothing else (migration 0002)."""

from django.db import models


class Entry(models.Model):
    """One act: who did what to which thing, and the link to the entry before it in the same chain.

    `digest` = SHA-256 over the digest of the entry before and the canonical form of this one (`audit.chain`), so that a
    changed, removed, inserted or reordered entry breaks the chain at its place.
    """

    chain = models.CharField(max_length=60)  # the unit whose chain this is, or "system"
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=200)
    act = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.UUIDField(null=True)
    subject_label = models.CharField(max_length=300)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="audit_entry_place")]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_entry_subject"),
            models.Index(fields=["actor_id", "at"], name="audit_entry_actor"),
            models.Index(fields=["at"], name="audit_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.sequence} {self.act}"


class Head(models.Model):
    """Where each chain ends: locked while an entry is added, so that two writers never take the same place."""

    chain = models.CharField(primary_key=True, max_length=60)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.chain} at {self.sequence}"
