from django.db import migrations

from lantoa.duties.triggers import kept_counts

# A collection is one matter and tells itself until when it is in time, but for those to whom more time was given. Who is exempt
# owes nothing. How a report stands is kept with its duty (0018); what was accepted counts while its amendment waits.
DUTIES = """
SELECT o.collection_id AS subject, c.owner_id AS asker, o.unit_id AS unit,
    CASE WHEN o.report_state = 'returned' THEN 'returned'
        WHEN o.report_state = 'submitted' AND o.counted_path IS NOT NULL THEN 'renewed'
        WHEN o.report_state = 'submitted' THEN 'waiting'
        WHEN o.report_state = 'accepted' THEN 'settled' ELSE 'open' END::varchar(10) AS standing,
    o.agreed_until AS due_at
FROM {rows} o JOIN reporting_collection c ON c.id = o.collection_id WHERE o.state <> 'exempt'
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0020_question_terms"), ("duties", "0001_initial")]

    operations = kept_counts(
        "report", "reporting_obligation", DUTIES, matter=("reporting_collection", "owner_id")
    )
