"""Directives as dated data: the campaign has had several, and each has its own words."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.directives.choices import LinkKind, StatusKind
from lantoa.organisation.models import Unit


class Directive(Record):
    """A paper that a committee keeps in its register and that the units below it carry out.

    Whether it is in force follows from its days, from what replaces it and from its statuses. `numbering_key` says which paper
    the reference means: a number comes again in another term or year and from another issuer (`numbering.key_of`). `tree` is the
    top of the tree in which it was entered: each tree has its own register, and one paper stands in it once."""

    code = models.CharField(max_length=20, unique=True)  # VB-2016-001: year of issue, running number
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who entered and keeps it
    reference = models.CharField(max_length=60)  # "05-CT/TW"
    tree = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    numbering_key = models.CharField(max_length=400)
    type_name = models.CharField(max_length=60)  # "Chỉ thị"
    issuer = models.CharField(max_length=200)
    issued_on = models.DateField()
    subject = models.CharField(max_length=400)  # what it is about, as cited after "về"
    short_label = models.CharField(max_length=60)  # "Chỉ thị 05"
    verb_phrase = models.CharField(max_length=80, blank=True)  # "học tập và làm theo"
    in_force = DateRangeField()
    issuer_kind = models.CharField(max_length=30, default="party_central")  # a key of numbering.toml
    is_draft = models.BooleanField(default=False)  # until its first version is published
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    search_key = models.TextField(blank=True)
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["issued_on"]
        constraints = [
            models.UniqueConstraint(fields=["tree", "numbering_key"], name="directive_number_once")
        ]
        indexes = [models.Index(models.F("issued_on").desc(), "code", name="directive_newest")]

    def __str__(self) -> str:
        return self.short_label


class DirectiveStatus(Record):
    """From `since` on a directive stands so, until the next of its statuses: it was withdrawn, or has force again."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="statuses")
    kind = models.CharField(max_length=12, choices=StatusKind)
    since = models.DateField()
    reason = models.TextField()
    basis = models.CharField(max_length=200, blank=True)  # the paper that says so, "12-QĐ/ĐUK ngày 05/4/2021"
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "since"], name="directive_status_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.directive}: {self.get_kind_display()}"


class DirectiveLink(Record):
    source = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="links")
    target = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=20, choices=LinkKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="directive_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.target}"
