from django.db import migrations, models

from lantoa.duties.triggers import kept_counts

# Kept at the task, so that who owes and who asks is told by one table.
ALREADY_ASKED = """
UPDATE tasks_task t SET time_asked_at = r.asked_at
FROM tasks_timerequest r WHERE r.task_id = t.id AND r.state = 'asked'
"""

ASKED = """
SELECT t.batch AS subject, t.asker_id AS asker, t.unit_id AS unit, 'waiting'::varchar(10) AS standing, NULL::timestamptz AS due_at
FROM {rows} t WHERE t.time_asked_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0006_calendar_feeds"), ("duties", "0001_initial")]

    operations = [
        migrations.AddField("task", "time_asked_at", models.DateTimeField(null=True)),
        migrations.RunSQL(ALREADY_ASKED, migrations.RunSQL.noop),
        migrations.AddIndex(
            "task",
            models.Index(
                condition=models.Q(time_asked_at__isnull=False),
                fields=["batch", "time_asked_at", "code"],
                name="task_asks_time",
            ),
        ),
        *kept_counts("task_time", "tasks_task", ASKED, named="duties_time"),
    ]
