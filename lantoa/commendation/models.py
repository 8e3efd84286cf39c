"""From a round of commendation to the certificates and their public check."""

from django.db import models

from lantoa.commendation.choices import Membership, NominationState, Rank, Subject
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.directives.models import Directive
from lantoa.documents.models import IssuedDocument
from lantoa.organisation.models import Unit


class AwardKind(Record):
    """A form of commendation (hình thức khen): giấy khen, bằng khen. Rows: the list is set by rule."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)  # "Giấy khen"

    def __str__(self) -> str:
        return self.name


class Round(Record):
    """One round (đợt khen): what for, by whom, from when to when, and how many at most."""

    code = models.CharField(max_length=30, unique=True)  # KT-2021-01
    title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who commends
    award_kind = models.ForeignKey(AwardKind, on_delete=models.PROTECT, related_name="+")
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="+")
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    citation = models.CharField(max_length=400)  # the sentence on the certificate
    opens_on = models.DateField()
    closes_on = models.DateField()
    collective_quota = models.PositiveIntegerField(null=True)
    individual_quota = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-opens_on"]

    def __str__(self) -> str:
        return self.title


class Nomination(Record):
    """A collective or a person that a unit puts forward. What it holds of a person is given by the unit for this award only."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="nominations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=12, choices=Subject)
    full_name = models.CharField(max_length=200, db_collation="vi-x-icu")  # the person's, or the collective's as printed
    honorific = models.CharField(max_length=20, blank=True)  # "Đồng chí", "Ông", "Bà"
    post = models.CharField(max_length=200, blank=True)
    membership = models.CharField(max_length=12, choices=Membership, blank=True)
    rank = models.CharField(max_length=12, choices=Rank, blank=True)
    achievements = models.TextField()
    state = models.CharField(max_length=16, choices=NominationState, default=NominationState.DRAFT)
    reason = models.TextField(blank=True)  # why returned or not proposed
    # Consent of the person to be named in public; a refusal has no effect on the award.
    publish_name = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "unit", "subject", "full_name"], name="nomination_once"),
            models.CheckConstraint(
                name="nomination_person_has_membership",
                condition=models.Q(subject=Subject.COLLECTIVE) | ~models.Q(membership=""),
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="nomination_round_state")]

    def __str__(self) -> str:
        return self.full_name


class Decision(Record):
    """The decision that commends; its number comes from the issued paper."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="decisions")
    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.document)


class Certificate(Record):
    """A certificate as printed: what it says is frozen here, so that a later change of names changes no paper."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="certificates")
    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="certificate")
    register_number = models.PositiveIntegerField()
    code = models.CharField(max_length=16, unique=True)  # 80 random bits, Crockford's base 32
    receiver_lines = models.JSONField()  # as printed, broken by meaning
    public_receiver = models.CharField(max_length=300)  # what the check page may say without consent
    citation = models.CharField(max_length=400)
    revoked_on = models.DateField(null=True)
    revoked_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["register_number"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "register_number"], name="certificate_register_number")
        ]

    def __str__(self) -> str:
        return self.printed_code

    @property
    def printed_code(self) -> str:
        """GK 7K4M 92XT Q3WD 5HNP: in fours, so that it can be read out and typed."""
        groups = [self.code[place : place + 4] for place in range(0, len(self.code), 4)]
        return " ".join(["GK", *groups])
