import django.contrib.postgres.fields
from django.db import migrations, models

import lantoa.core.clock

# How the reports of these pairs stand, put beside the duty where it differs. Pairs that owe nothing are passed over.
KEEP = """
CREATE FUNCTION reporting_keep_standing(collections uuid[], units uuid[]) RETURNS void LANGUAGE sql AS $$
    UPDATE reporting_obligation o
    SET report_state = found.report_state, begun = found.begun, says = found.says, counted_path = found.counted_path
    FROM (
        SELECT asked.collection_id, asked.unit_id,
            CASE WHEN counts.id IS NOT NULL AND coalesce(latest.state, 'draft') IN ('draft', 'handed', 'returned') THEN 'accepted'
                ELSE coalesce(latest.state, 'draft') END AS report_state,
            coalesce(latest.row_version > 1, false) AS begun,
            coalesce(cardinality(array_remove(counts.values, NULL)) > 0, false)
                OR coalesce(latest.state = 'submitted' AND cardinality(array_remove(latest.values, NULL)) > 0, false)
                OR EXISTS (SELECT 1 FROM reporting_submissiontext t WHERE t.submission_id = counts.id AND t.text <> '')
                OR coalesce(latest.state = 'submitted', false) AND EXISTS (
                    SELECT 1 FROM reporting_submissiontext t WHERE t.submission_id = latest.id AND t.text <> '') AS says,
            counts.tree_path AS counted_path
        FROM (SELECT DISTINCT * FROM unnest(collections, units) AS pair(collection_id, unit_id)) asked
        LEFT JOIN reporting_submission latest ON latest.collection_id = asked.collection_id
            AND latest.unit_id = asked.unit_id AND latest.is_latest
        LEFT JOIN reporting_submission counts ON counts.collection_id = asked.collection_id
            AND counts.unit_id = asked.unit_id AND counts.state = 'accepted' AND counts.superseded_at IS NULL
    ) found
    WHERE o.collection_id = found.collection_id AND o.unit_id = found.unit_id
        AND (o.report_state, o.begun, o.says, o.counted_path)
            IS DISTINCT FROM (found.report_state, found.begun, found.says, found.counted_path)
$$;
"""

# Once per statement, whatever it changed. A fresh draft says what a duty says by itself, and a saved cell says nothing new:
# neither costs anything.
TRIGGERS = """
CREATE FUNCTION reporting_report_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM reporting_keep_standing(array_agg(collection_id), array_agg(unit_id)) FROM came
    WHERE state <> 'draft' OR row_version > 1 HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER submission_came AFTER INSERT ON reporting_submission REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_report_came();

CREATE FUNCTION reporting_report_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM reporting_keep_standing(array_agg(n.collection_id), array_agg(n.unit_id))
    FROM became n JOIN was b ON b.id = n.id
    WHERE (n.state, n.is_latest, n.superseded_at, n.row_version > 1, n.tree_path)
            IS DISTINCT FROM (b.state, b.is_latest, b.superseded_at, b.row_version > 1, b.tree_path)
        OR n.state IN ('submitted', 'accepted') AND n.values IS DISTINCT FROM b.values
    HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER submission_changed AFTER UPDATE ON reporting_submission
    REFERENCING NEW TABLE AS became OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_report_changed();

CREATE FUNCTION reporting_report_went() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM reporting_keep_standing(array_agg(collection_id), array_agg(unit_id)) FROM went HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER submission_went AFTER DELETE ON reporting_submission REFERENCING OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_report_went();

CREATE FUNCTION reporting_text_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM reporting_keep_standing(array_agg(s.collection_id), array_agg(s.unit_id))
    FROM touched t JOIN reporting_submission s ON s.id = t.submission_id
    WHERE s.state IN ('submitted', 'accepted') HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER text_came AFTER INSERT ON reporting_submissiontext REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_text_changed();
CREATE TRIGGER text_changed AFTER UPDATE ON reporting_submissiontext REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_text_changed();
CREATE TRIGGER text_went AFTER DELETE ON reporting_submissiontext REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_text_changed();

CREATE FUNCTION reporting_duty_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM reporting_keep_standing(array_agg(c.collection_id), array_agg(c.unit_id)) FROM came c
    WHERE EXISTS (SELECT 1 FROM reporting_submission s WHERE s.collection_id = c.collection_id AND s.unit_id = c.unit_id)
    HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER obligation_came AFTER INSERT ON reporting_obligation REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_duty_came();
"""

ALL = "SELECT reporting_keep_standing(array_agg(collection_id), array_agg(unit_id)) FROM reporting_obligation"

# Collections that stand already were made when their first draft was.
MADE = """
UPDATE reporting_collection c SET made_at = coalesce(
    (SELECT min(s.created_at) FROM reporting_submission s WHERE s.collection_id = c.id), c.opens_at)
"""

UNDO = """
DROP TRIGGER obligation_came ON reporting_obligation;
DROP TRIGGER text_came ON reporting_submissiontext;
DROP TRIGGER text_changed ON reporting_submissiontext;
DROP TRIGGER text_went ON reporting_submissiontext;
DROP TRIGGER submission_came ON reporting_submission;
DROP TRIGGER submission_changed ON reporting_submission;
DROP TRIGGER submission_went ON reporting_submission;
DROP FUNCTION reporting_duty_came();
DROP FUNCTION reporting_text_changed();
DROP FUNCTION reporting_report_came();
DROP FUNCTION reporting_report_changed();
DROP FUNCTION reporting_report_went();
DROP FUNCTION reporting_keep_standing(uuid[], uuid[]);
"""

STATES = [
    ("draft", "Chưa gửi"),
    ("handed", "Chờ Bí thư gửi"),
    ("submitted", "Chờ duyệt"),
    ("returned", "Trả lại"),
    ("accepted", "Đã duyệt"),
    ("withdrawn", "Đã rút"),
]


class Migration(migrations.Migration):
    dependencies = [("reporting", "0017_words_as_marked")]

    operations = [
        migrations.AddField(
            model_name="collection",
            name="made_at",
            field=models.DateTimeField(default=lantoa.core.clock.now, editable=False),
        ),
        migrations.RunSQL(MADE, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="obligation",
            name="report_state",
            field=models.CharField(choices=STATES, default="draft", editable=False, max_length=20),
        ),
        migrations.AddField(
            model_name="obligation",
            name="begun",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="obligation",
            name="says",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="obligation",
            name="counted_path",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), editable=False, null=True, size=None
            ),
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RunSQL(ALL, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, UNDO),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["collection", "report_state", "state"], name="obligation_standing"),
        ),
    ]
