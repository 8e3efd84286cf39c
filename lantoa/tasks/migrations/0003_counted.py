from django.db import migrations

from lantoa.duties.triggers import kept_counts

# What was given together is one matter; a task is in time to the end of its day.
DUTIES = """
SELECT t.batch AS subject, t.asker_id AS asker, t.unit_id AS unit,
    CASE t.state WHEN 'waiting' THEN 'waiting' WHEN 'done' THEN 'settled' ELSE 'open' END::varchar(10) AS standing,
    (t.due_on + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' - interval '1 microsecond' AS due_at
FROM {rows} t WHERE t.state <> 'cancelled'
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0002_origin_index"), ("duties", "0001_initial")]

    operations = kept_counts("task", "tasks_task", DUTIES)
