from django.db import migrations, models
from django.db.models import Q

from lantoa.duties.triggers import kept_counts

# An issuing is one matter; a receipt is in time to the end of its day.
DUTIES = """
SELECT r.issuing_id AS subject, i.unit_id AS asker, r.unit_id AS unit,
    CASE WHEN r.acknowledged_at IS NULL AND NOT r.kept THEN 'open' ELSE 'settled' END::varchar(10) AS standing,
    (r.due_on + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' - interval '1 microsecond' AS due_at
FROM {rows} r JOIN directives_issuing i ON i.id = r.issuing_id
"""


class Migration(migrations.Migration):
    dependencies = [("directives", "0013_study_materials_attendance_quizzes"), ("duties", "0001_initial")]

    operations = [
        *kept_counts("receipt", "directives_receipt", DUTIES, matter=("directives_issuing", "unit_id")),
        # Few were taken up higher, among however many receipts.
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(
                fields=["unit"],
                condition=Q(escalated_at__isnull=False, acknowledged_at=None),
                name="receipt_escalated",
            ),
        ),
    ]
