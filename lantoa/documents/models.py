"""Issued papers: who issued what under which number.

Numbers run per unit, term and type (Quy định 66-QĐ/TW of 2017, Quy định 399-QĐ/TW of 2026).
"""

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.models import Unit


class DocumentType(Record):
    """A type of paper and the letters that stand for it in the number (BC, QĐ, KH). Rows: the list changes by rule."""

    code = models.CharField(max_length=10, unique=True)  # "BC"
    name = models.CharField(max_length=60)  # "báo cáo"

    def __str__(self) -> str:
        return self.name


class Term(Record):
    """A committee's term; numbering starts anew with each."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)  # "nhiệm kỳ 2020 - 2025"
    valid = DateRangeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="term_once")]

    def __str__(self) -> str:
        return self.name


class IssuedDocument(Record):
    """A number taken by a paper. Reserved when issued, never used twice, never given back."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="documents")
    type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    symbol = models.CharField(max_length=20)  # the body's letters on that day: "ĐUK"
    issued_on = models.DateField()
    seat = models.CharField(max_length=80)
    abstract = models.CharField(max_length=400)  # trích yếu
    authority = models.CharField(max_length=80)  # "T/M BAN THƯỜNG VỤ"
    signing_post = models.CharField(max_length=80)  # "BÍ THƯ"
    signer_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "term", "type", "number"], name="issued_number_once")
        ]
        ordering = ["-issued_on", "-number"]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """As papers cite it: 15-BC/ĐUK; numbers below ten carry a zero."""
        return f"{self.number:02d}-{self.type.code}/{self.symbol}"
