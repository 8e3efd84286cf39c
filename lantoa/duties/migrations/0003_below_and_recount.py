import django.contrib.postgres.fields.ranges
from django.db import migrations, models

# Set by set: the branch of each duty looked up by itself did not end in nine minutes for orders to 300,000 units. A whole kind joins
# whole tables, whatever the planner thinks of their sizes just after they were filled.
RECOUNT = """
CREATE OR REPLACE FUNCTION duties_recount(wanted text, subjects uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before text := current_setting('enable_nestloop');
BEGIN
    IF subjects IS NULL THEN PERFORM set_config('enable_nestloop', 'off', true); END IF;
    PERFORM pg_advisory_xact_lock(hashtext('duties'));
    DELETE FROM duties_dutycount WHERE kind = wanted AND (subjects IS NULL OR subject = ANY(subjects));
    EXECUTE format($q$
        INSERT INTO duties_dutycount (kind, subject, asker, branch, standing, due_at, n)
        SELECT %L, d.subject, d.asker, coalesce(b.ancestor_id, d.unit), d.standing, d.due_at, sum(d.n)
        FROM (
            SELECT subject, asker, unit, standing, due_at, count(*) AS n
            FROM %I WHERE $1 IS NULL OR subject = ANY($1) GROUP BY 1, 2, 3, 4, 5
        ) d
        LEFT JOIN organisation_ancestry a
            ON a.descendant_id = d.unit AND a.ancestor_id = d.asker AND a.depth > 0 AND upper_inf(a.valid)
        LEFT JOIN organisation_ancestry b ON b.descendant_id = d.unit AND b.depth = a.depth - 1 AND upper_inf(b.valid)
        GROUP BY 1, 2, 3, 4, 5, 6
    $q$, wanted, 'duties_of_' || wanted) USING subjects;
    PERFORM set_config('enable_nestloop', before, true);
END $$;
"""
RECOUNT_BEFORE = """
CREATE OR REPLACE FUNCTION duties_recount(wanted text, subjects uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('duties'));
    DELETE FROM duties_dutycount WHERE kind = wanted AND (subjects IS NULL OR subject = ANY(subjects));
    EXECUTE format($q$
        INSERT INTO duties_dutycount (kind, subject, asker, branch, standing, due_at, n)
        SELECT %L, subject, asker, duties_branch(unit, asker), standing, due_at, count(*)
        FROM %I WHERE $1 IS NULL OR subject = ANY($1) GROUP BY 1, 2, 3, 4, 5, 6
    $q$, wanted, 'duties_of_' || wanted) USING subjects;
END $$;
"""

# As `duties_count`: nobody waits for the row of a key, whoever finds several free makes one of them.
COUNT = """
CREATE FUNCTION duties_count_below(changes duties_belowcount[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one duties_belowcount;
    taken bigint[];
    total int;
BEGIN
    IF changes IS NULL THEN RETURN; END IF;
    FOREACH one IN ARRAY changes LOOP
        SELECT array_agg(id), sum(n) INTO taken, total FROM (
            SELECT c.id, c.n FROM duties_belowcount c
            WHERE c.kind = one.kind AND c.node = one.node AND c.matter = one.matter AND c.standing = one.standing
                AND c.valid = one.valid
            FOR UPDATE SKIP LOCKED
        ) free;
        total := coalesce(total, 0) + one.n;
        IF taken IS NULL THEN
            INSERT INTO duties_belowcount (kind, matter, node, valid, standing, n)
            VALUES (one.kind, one.matter, one.node, one.valid, one.standing, one.n);
        ELSIF total = 0 THEN
            DELETE FROM duties_belowcount WHERE id = ANY(taken);
        ELSE
            UPDATE duties_belowcount SET n = total WHERE id = taken[1];
            DELETE FROM duties_belowcount WHERE id = ANY(taken[2:]);
        END IF;
    END LOOP;
END $$;
"""

# All of a kind, from what is there, set by set.
RECOUNT_BELOW = """
CREATE FUNCTION duties_recount_below(wanted text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    by_unit boolean := to_regclass(quote_ident('waits_of_' || wanted)) IS NOT NULL;
    before text := current_setting('enable_nestloop');
BEGIN
    PERFORM set_config('enable_nestloop', 'off', true);
    PERFORM pg_advisory_xact_lock(hashtext('duties'));
    DELETE FROM duties_belowcount WHERE kind = wanted;
    EXECUTE format($q$
        WITH waiting AS MATERIALIZED (SELECT matter, unit, standing, count(*) AS n FROM %I GROUP BY 1, 2, 3)
        INSERT INTO duties_belowcount (kind, matter, node, valid, standing, n)
        SELECT %L, w.matter, a.ancestor_id, a.valid, w.standing, sum(w.n)
        FROM waiting w JOIN organisation_ancestry a ON a.descendant_id = w.unit AND a.depth > 0
        WHERE $1 GROUP BY 1, 2, 3, 4, 5
        UNION ALL
        SELECT %L, matter, '00000000-0000-0000-0000-000000000000', '(,)', standing, sum(n) FROM waiting GROUP BY 2, 5
    $q$, CASE WHEN by_unit THEN 'waits_of_' ELSE 'waits_anywhere_of_' END || wanted, wanted, wanted) USING by_unit;
    PERFORM set_config('enable_nestloop', before, true);
END $$;
"""

# A change of the closure of the tree: what waits in the unit at the lower end comes to, or goes from, the one at the upper.
MOVED = """
CREATE FUNCTION duties_moved_below() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    waits text;
    came text := 'SELECT ancestor_id, descendant_id, valid, 1 AS sign FROM became WHERE depth > 0';
    went text := 'SELECT ancestor_id, descendant_id, valid, -1 AS sign FROM was WHERE depth > 0';
    links text := concat_ws(' UNION ALL ', CASE WHEN TG_OP <> 'DELETE' THEN came END, CASE WHEN TG_OP <> 'INSERT' THEN went END);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('duties'));
    FOR waits IN SELECT viewname FROM pg_views WHERE schemaname = current_schema() AND viewname LIKE 'waits\\_of\\_%' LOOP
        EXECUTE format($q$
            SELECT duties_count_below(array_agg(ROW(NULL, %L, matter, node, valid, standing, n)::duties_belowcount)) FROM (
                SELECT w.matter, l.ancestor_id AS node, l.valid, w.standing, sum(l.sign)::int AS n
                FROM (%s) l JOIN %I w ON w.unit = l.descendant_id GROUP BY 1, 2, 3, 4 HAVING sum(l.sign) <> 0
            ) counted
        $q$, substr(waits, 10), links, waits);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER waits_link_came AFTER INSERT ON organisation_ancestry REFERENCING NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION duties_moved_below();
CREATE TRIGGER waits_link_changed AFTER UPDATE ON organisation_ancestry REFERENCING NEW TABLE AS became OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION duties_moved_below();
CREATE TRIGGER waits_link_went AFTER DELETE ON organisation_ancestry REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION duties_moved_below();
"""
UNDO = """
DROP TRIGGER waits_link_came ON organisation_ancestry;
DROP TRIGGER waits_link_changed ON organisation_ancestry;
DROP TRIGGER waits_link_went ON organisation_ancestry;
DROP FUNCTION duties_moved_below();
DROP FUNCTION duties_recount_below(text);
DROP FUNCTION duties_count_below(duties_belowcount[]);
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_begun")]

    operations = [
        migrations.RunSQL(RECOUNT, RECOUNT_BEFORE),
        migrations.CreateModel(
            name="BelowCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("matter", models.CharField(max_length=36)),
                ("node", models.UUIDField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("standing", models.CharField(max_length=16)),
                ("n", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "node", "matter"], name="duty_below_key")],
            },
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        migrations.RunSQL(RECOUNT_BELOW, migrations.RunSQL.noop),
        migrations.RunSQL(MOVED, UNDO),
    ]
