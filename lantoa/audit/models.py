"""The append-only record. The app role may insert and read, and nothing else (migrations 0002 and 0003, `rights.py`)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from lantoa.audit.chain import FORM, PARTS


class Entry(models.Model):
    """One act: who did what to which thing, and the link to the entry before it in the same chain.

    `digest` = SHA-256 over the digest of the entry before and the canonical form of this one (`audit.chain`), so that a
    changed, removed, inserted or reordered entry breaks the chain at its place. Names and free text are not in the row: it
    holds commitments to them, and they stand in `Content`, from where they can be erased. `actor_label`, `subject_label`,
    `before` and `after` read from there; `history_of` and `entries` fetch it in the same statement.
    """

    form = models.SmallIntegerField(default=FORM)  # how it is hashed
    chain = models.CharField(max_length=60)  # the unit whose chain this is, or "system"
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    act = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.UUIDField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    commitments = ArrayField(models.CharField(max_length=64), default=list)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="audit_entry_place")]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_entry_subject"),
            models.Index(fields=["actor_id", "at"], name="audit_entry_actor"),
            models.Index(fields=["at"], name="audit_entry_at"),
            models.Index(fields=["chain", "at"], name="audit_entry_chain_at"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.sequence} {self.act}"

    @property
    def actor_label(self) -> str:
        """How the actor was called; a number in the name's place once it was erased."""
        kept = self._kept("actor_label")
        return str(kept) if kept is not None else _("Người dùng #%s") % str(self.actor_id)[:8]

    @property
    def subject_label(self) -> str:
        kept = self._kept("subject_label")
        return str(kept) if kept is not None else _("Nội dung đã xóa theo quy định")

    @property
    def before(self) -> dict[str, Any]:
        return dict(self._kept("before") or {})

    @property
    def after(self) -> dict[str, Any]:
        return dict(self._kept("after") or {})

    @property
    def erased(self) -> tuple[str, ...]:
        """The parts that were erased."""
        return tuple(part for part in PARTS if self._kept(part) is None)

    def _kept(self, part: str) -> Any:
        try:
            return getattr(self.content, part)
        except ObjectDoesNotExist:
            return None


class Content(models.Model):
    """Names and free text of an entry with the salts of their commitments. What was erased is null, and its salt with it.

    Nobody but the database's own function `audit_erase` changes a row, and that only for parts that an entry
    `audit.contents_erased` names.
    """

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, db_constraint=False, related_name="content"
    )
    actor_label = models.CharField(max_length=200, null=True)
    subject_label = models.CharField(max_length=300, null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    salts = ArrayField(models.CharField(max_length=32, null=True))

    def __str__(self) -> str:
        return f"content of {self.entry_id}"


class Head(models.Model):
    """Where each chain ends: locked while an entry is added, so that two writers never take the same place."""

    chain = models.CharField(primary_key=True, max_length=60)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.chain} at {self.sequence}"


class HeadsExport(models.Model):
    """That the heads of all chains were written outside: when, which root, and what it followed. Append-only, too."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    root = models.CharField(max_length=64)  # Merkle root over the heads
    chains = models.IntegerField()
    entries = models.BigIntegerField()
    previous = models.CharField(max_length=64)  # digest of the export before, "" for the first
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=128)  # Ed25519
    public_key = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"heads {self.number} at {self.at:%Y-%m-%d %H:%M}"
