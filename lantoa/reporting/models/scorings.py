"""What the level that checks a report gives for its criteria, beside what the unit gave itself."""

from django.db import models

from lantoa.accounts.models import User
from lantoa.core.records import Record
from lantoa.reporting.models.submissions import NoNaN, Submission, figures, positions


class Scoring(Record):
    """The second scorer's points of one version of a report; the unit's own stay in `Submission.values`. Neither overwrites
    the other.

    `points[i]` answers the line at position i: NULL says that the unit's own points stand, unless i is in `skipped`: the
    criterion does not apply. Acceptance closes it: what counted is written down, and the database lets nothing of it change.
    `final_points[i]` are the points that count of criterion i, what its rule gives where it does not apply, NULL where it is
    left out of the scale and for lines that are no criteria. Bands by place, the best is 0. It is about a unit's meeting,
    never a person.
    """

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="scoring")
    points = figures()
    skipped = positions()
    reasons = models.JSONField(default=dict, blank=True)  # position → why it differs from the unit's own
    row_version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    final_points = figures()
    own_total = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    own_band = models.PositiveSmallIntegerField(null=True)
    total = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    band = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="scoring_no_nan", condition=NoNaN(models.F("points"))),
            models.CheckConstraint(name="scoring_final_no_nan", condition=NoNaN(models.F("final_points"))),
            models.CheckConstraint(
                name="scoring_counts_when_closed",
                condition=models.Q(closed_at__isnull=False) | models.Q(total=None, band=None, own_total=None),
            ),
            models.CheckConstraint(
                name="scoring_grade_of_total",
                condition=models.Q(total=None, band=None) | models.Q(total__isnull=False, band__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.total}"
