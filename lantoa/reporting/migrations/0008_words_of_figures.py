import django.contrib.postgres.fields
from django.db import migrations, models

# «ước» was a mark of its own; it is one of the words now.
KEEP_ESTIMATES = """
UPDATE reporting_submission SET qualifiers =
    (SELECT jsonb_object_agg(place::text, 'estimated') FROM unnest(estimates) AS place)
WHERE cardinality(estimates) > 0
"""
BRING_BACK = """
UPDATE reporting_submission SET estimates =
    (SELECT array_agg(key::smallint ORDER BY key::smallint) FROM jsonb_each_text(qualifiers) WHERE value = 'estimated')
WHERE jsonb_path_exists(qualifiers, '$.* ? (@ == "estimated")')
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0007_workbook_intake")]

    operations = [
        migrations.AddField("submission", "qualifiers", models.JSONField(blank=True, default=dict)),
        migrations.AddField(
            "submission",
            "said_not_applicable",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.RunSQL(KEEP_ESTIMATES, BRING_BACK),
        # Rows that were just changed hold the table until their deferred checks are done.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveField("submission", "estimates"),
        migrations.AddIndex(
            "submission",
            models.Index(
                condition=models.Q(("qualifiers", {}), _negated=True),
                fields=["collection"],
                name="submission_qualified",
            ),
        ),
    ]
