"""The sample's outreach says what its quarterly reports say."""

from lantoa.directives.models import OutreachActivity
from lantoa.reporting.models import Submission
from lantoa.reporting.queries.sheets import shape_of

LINES = {"P01": "outreach.pieces", "P02": "outreach.contests", "P04": "outreach.copies"}


def test_quarterly_reports_say_what_the_register_says(sample: None) -> None:
    reports = list(
        Submission.objects.filter(collection__code__startswith="BCQ-", is_latest=True).select_related(
            "collection"
        )
    )
    shape = shape_of(reports[0].collection.sheet_version_id)
    compared = 0
    for code, source in LINES.items():
        line = shape.by_code[code]
        assert line.source == source
        told = [
            (one.values[line.position], one.source_values[line.position])
            for one in reports
            if one.submitted_at is not None
        ]
        assert [said for said, _register in told] == [register for _said, register in told]
        compared += len(told)
    assert compared == 3 * (98 * 20 + 89)  # of the last quarter those that were sent


def test_register_is_not_empty_in_any_quarter_and_has_plans(sample: None) -> None:
    states = dict.fromkeys(OutreachActivity.objects.values_list("state", flat=True).distinct())
    assert set(states) == {"held", "planned"}
    assert OutreachActivity.objects.filter(state="planned").count() == 33
