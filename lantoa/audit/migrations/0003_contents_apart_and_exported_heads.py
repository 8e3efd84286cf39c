"""Names and free text move from the entry into a row of their own, from where they can be erased; the chain stays as it is.

Entries written before keep form 1, which hashes the values themselves, and so still verify. The move cannot be undone: what was
erased meanwhile is not there to be moved back.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

MOVE = """
INSERT INTO audit_content (entry_id, actor_label, subject_label, "before", "after", salts)
SELECT id, actor_label, subject_label, "before", "after", ARRAY[NULL, NULL, NULL, NULL]::varchar[] FROM audit_entry
"""

# The one way in which contents go. It takes what to erase from the record itself, so that nothing is erased without an
# entry that says so, and an entry about an erasure keeps its own contents. It runs with the owner's rights: the app
# role has none of its own to change a content.
ERASE = """
CREATE FUNCTION audit_erase(erasure bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    place record;
    changed bigint;
BEGIN
    SELECT entry.chain, entry.sequence, content."after" -> 'erased' AS named INTO place
    FROM audit_entry entry JOIN audit_content content ON content.entry_id = entry.id
    WHERE entry.id = erasure AND entry.act = 'audit.contents_erased';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'entry % records no erasure', erasure USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE audit_content content SET
        actor_label = CASE WHEN parts ? 'actor_label' THEN NULL ELSE actor_label END,
        subject_label = CASE WHEN parts ? 'subject_label' THEN NULL ELSE subject_label END,
        "before" = CASE WHEN parts ? 'before' THEN NULL ELSE "before" END,
        "after" = CASE WHEN parts ? 'after' THEN NULL ELSE "after" END,
        salts = ARRAY[
            CASE WHEN parts ? 'actor_label' THEN NULL ELSE salts[1] END,
            CASE WHEN parts ? 'subject_label' THEN NULL ELSE salts[2] END,
            CASE WHEN parts ? 'before' THEN NULL ELSE salts[3] END,
            CASE WHEN parts ? 'after' THEN NULL ELSE salts[4] END]
    FROM (SELECT (one ->> 'sequence')::bigint AS sequence, one -> 'parts' AS parts
          FROM jsonb_array_elements(place.named) one) wanted
    JOIN audit_entry entry ON entry.chain = place.chain AND entry.sequence = wanted.sequence
    WHERE content.entry_id = entry.id AND entry.sequence < place.sequence AND entry.act <> 'audit.contents_erased';
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END $$;
"""

# As in rights.py, which says it again after every later migration.
PROTECT = """
DO $$
DECLARE app_role name;
BEGIN
    FOR app_role IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = 'public' AND table_name = 'audit_entry' AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON audit_entry, audit_content,'
                       ' audit_headsexport FROM %I', app_role);
        EXECUTE format('REVOKE DELETE, TRUNCATE, REFERENCES, TRIGGER ON audit_head FROM %I', app_role);
        EXECUTE format('GRANT EXECUTE ON FUNCTION audit_erase(bigint) TO %I', app_role);
    END LOOP;
    REVOKE EXECUTE ON FUNCTION audit_erase(bigint) FROM PUBLIC;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="Content",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="content",
                        serialize=False,
                        to="audit.entry",
                    ),
                ),
                ("actor_label", models.CharField(max_length=200, null=True)),
                ("subject_label", models.CharField(max_length=300, null=True)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "salts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32, null=True), size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HeadsExport",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("root", models.CharField(max_length=64)),
                ("chains", models.IntegerField()),
                ("entries", models.BigIntegerField()),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=128)),
                ("public_key", models.CharField(max_length=64)),
                ("file_name", models.CharField(max_length=200)),
            ],
        ),
        migrations.RunSQL(MOVE),
        migrations.RemoveField(model_name="entry", name="actor_label"),
        migrations.RemoveField(model_name="entry", name="subject_label"),
        migrations.RemoveField(model_name="entry", name="before"),
        migrations.RemoveField(model_name="entry", name="after"),
        # Every entry that is there when this runs is of the first form.
        migrations.AddField(model_name="entry", name="form", field=models.SmallIntegerField(default=1)),
        migrations.AlterField(model_name="entry", name="form", field=models.SmallIntegerField(default=2)),
        migrations.AddField(
            model_name="entry",
            name="commitments",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64), default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="entry", index=models.Index(fields=["chain", "at"], name="audit_entry_chain_at")
        ),
        migrations.RunSQL(ERASE, "DROP FUNCTION audit_erase(bigint)"),
        migrations.RunSQL(PROTECT, migrations.RunSQL.noop),
    ]
