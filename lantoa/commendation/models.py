"""From a round of commendation to the certificates and their public check."""

from django.db import models
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.commendation.choices import Membership, NominationState, Outcome, Rank, RoundState, Subject
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.directives.models import Directive
from lantoa.documents.models import IssuedDocument
from lantoa.organisation.models import InHands, Unit
from lantoa.ui.badges import Badge


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
    # At most so many of a hundred commended persons may be leaders; a limit that warns and does not refuse.
    leader_percent_limit = models.PositiveSmallIntegerField(null=True)
    search_key = models.CharField(max_length=400, default="")  # folded title and code
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-opens_on"]

    def __str__(self) -> str:
        return self.title

    @property
    def badge(self) -> Badge:
        """Of where the round stands; needs `stage` from queries.rounds_visible_to."""
        return RoundState(getattr(self, "stage", "")).badge


class Nomination(InHands, Record):
    """A collective or a person that a unit puts forward.

    What it holds of a person is given by the unit for this award only.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="nominations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=12, choices=Subject)
    full_name = models.CharField(
        max_length=200, db_collation="vi-x-icu"
    )  # the person's, or the collective's as printed
    honorific = models.CharField(max_length=20, blank=True)  # "Đồng chí", "Ông", "Bà"
    post = models.CharField(max_length=200, blank=True)
    membership = models.CharField(max_length=12, choices=Membership, blank=True)
    rank = models.CharField(max_length=12, choices=Rank, blank=True)
    achievements = models.TextField()
    state = models.CharField(max_length=16, choices=NominationState, default=NominationState.DRAFT)
    reason = models.TextField(blank=True)  # why returned or not proposed
    # Consent of the person to be named in public; a refusal has no effect on the award.
    publish_name = models.BooleanField(default=False)
    search_key = models.CharField(max_length=420, default="")  # folded name and post
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "unit", "subject", "full_name"], name="nomination_once"),
            models.CheckConstraint(
                name="nomination_person_has_membership",
                condition=models.Q(subject=Subject.COLLECTIVE) | ~models.Q(membership=""),
            ),
        ]
        indexes = [
            models.Index(fields=["round", "state"], name="nomination_round_state"),
            models.Index(Coalesce("holder", "unit"), "state", name="nomination_in_hands"),
            models.Index(fields=["round"], name="nomination_waits", condition=models.Q(state="submitted")),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def badge(self) -> Badge:
        return NominationState(self.state).badge


class SecondPersonStep(Record):
    """What one person puts up and another settles; one of a kind may wait at a time."""

    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.WAITING)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)  # why it was sent back

    class Meta:
        abstract = True


class DecisionProposal(SecondPersonStep):
    """A decision drafted for signing. While it waits, the round's list stands still: the leader signs what he reads."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="proposals")
    decided_on = models.DateField()
    number = models.PositiveIntegerField(null=True)  # the next free one if not said

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="decision_proposal_one_waiting",
                fields=["round"],
                condition=models.Q(outcome=Outcome.WAITING),
            )
        ]

    def __str__(self) -> str:
        return str(self.round)


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
    revoking_document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["register_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "register_number"], name="certificate_register_number"
            ),
            models.CheckConstraint(
                name="certificate_revoked_by_paper",
                condition=models.Q(revoked_on=None, revoking_document=None)
                | models.Q(revoked_on__isnull=False, revoking_document__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.printed_code

    @property
    def printed_code(self) -> str:
        """GK 7K4M 92XT Q3WD 5HNP: in fours, so that it can be read out and typed."""
        groups = [self.code[place : place + 4] for place in range(0, len(self.code), 4)]
        return " ".join(["GK", *groups])

    @property
    def printed_register(self) -> str:
        """As papers cite it: numbers below ten carry a zero."""
        return f"{self.register_number:02d}"


class RevocationProposal(SecondPersonStep):
    """A certificate that somebody wants taken back, and why."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="revocations")
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="revocation_one_waiting",
                fields=["certificate"],
                condition=models.Q(outcome=Outcome.WAITING),
            )
        ]

    def __str__(self) -> str:
        return str(self.certificate)
