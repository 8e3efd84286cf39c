from django.db import migrations, models

# The unit directly below the asker under which a unit stands in the newest tree that is known.
BRANCH = """
CREATE FUNCTION duties_branch(unit uuid, asker uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT b.ancestor_id FROM organisation_ancestry a
        JOIN organisation_ancestry b ON b.descendant_id = a.descendant_id AND b.depth = a.depth - 1 AND upper_inf(b.valid)
        WHERE a.descendant_id = unit AND a.ancestor_id = asker AND a.depth > 0 AND upper_inf(a.valid)
        ORDER BY b.ancestor_id LIMIT 1
    ), unit)
$$;
"""

# Who finds the rows of a key in other hands adds a row instead of waiting: no two ever wait for each other here, in whatever order
# they come. Whoever finds several makes one of them.
COUNT = """
CREATE FUNCTION duties_count(changes duties_dutycount[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one duties_dutycount;
    taken bigint[];
    total int;
BEGIN
    IF changes IS NULL THEN RETURN; END IF;
    FOREACH one IN ARRAY changes LOOP
        SELECT array_agg(id), sum(n) INTO taken, total FROM (
            SELECT d.id, d.n FROM duties_dutycount d
            WHERE d.subject = one.subject AND d.branch = one.branch AND d.standing = one.standing AND d.kind = one.kind
                AND d.asker = one.asker AND d.due_at IS NOT DISTINCT FROM one.due_at
            FOR UPDATE SKIP LOCKED
        ) free;
        total := coalesce(total, 0) + one.n;
        IF taken IS NULL THEN
            INSERT INTO duties_dutycount (kind, subject, asker, branch, standing, due_at, n)
            VALUES (one.kind, one.subject, one.asker, one.branch, one.standing, one.due_at, one.n);
        ELSIF total = 0 THEN
            DELETE FROM duties_dutycount WHERE id = ANY(taken);
        ELSE
            UPDATE duties_dutycount SET n = total WHERE id = taken[1];
            DELETE FROM duties_dutycount WHERE id = ANY(taken[2:]);
        END IF;
    END LOOP;
END $$;
"""

# What is read: one row a key.
COUNTED = """
CREATE VIEW duties_counted AS
SELECT min(id) AS id, kind, subject, asker, branch, standing, due_at, sum(n)::int AS n
FROM duties_dutycount GROUP BY kind, subject, asker, branch, standing, due_at HAVING sum(n) <> 0;
"""

# All of a kind (NULL), or these matters, from what is there.
RECOUNT = """
CREATE FUNCTION duties_recount(wanted text, subjects uuid[]) RETURNS void LANGUAGE plpgsql AS $$
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

# A change of the closure of the tree: for each unit and each unit above it, the branch before and the branch now; where they differ,
# what the unit owes there is counted over. What was before is what is now, without what came and with what went. The kinds are the
# views that the rooms have made.
MOVED = """
CREATE FUNCTION duties_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    every text;
    came text := 'SELECT ancestor_id, descendant_id, depth, valid FROM became';
    went text := 'SELECT ancestor_id, descendant_id, depth, valid FROM was';
    nothing text := 'SELECT ancestor_id, descendant_id, depth, valid FROM organisation_ancestry WHERE false';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('duties'));
    IF NOT EXISTS (SELECT 1 FROM duties_dutycount) THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN went := nothing; ELSIF TG_OP = 'DELETE' THEN came := nothing; END IF;
    SELECT string_agg(format('SELECT %L::text AS kind, d.* FROM %I d', substr(viewname, 11), viewname), ' UNION ALL ')
        INTO every FROM pg_views WHERE schemaname = current_schema() AND viewname LIKE 'duties\\_of\\_%';
    IF every IS NULL THEN RETURN NULL; END IF;
    EXECUTE format($q$
        WITH came AS (SELECT descendant_id AS unit, ancestor_id AS above, depth FROM (%s) c WHERE upper_inf(valid)),
        went AS (SELECT descendant_id AS unit, ancestor_id AS above, depth FROM (%s) w WHERE upper_inf(valid)),
        touched AS (SELECT unit FROM came UNION SELECT unit FROM went),
        at_last AS (
            SELECT a.descendant_id AS unit, a.ancestor_id AS above, a.depth
            FROM organisation_ancestry a JOIN touched t ON t.unit = a.descendant_id WHERE upper_inf(a.valid)),
        at_first AS (SELECT * FROM at_last EXCEPT SELECT * FROM came UNION ALL SELECT * FROM went),
        is_now AS (
            SELECT a.unit, a.above, b.above AS branch
            FROM at_last a JOIN at_last b ON b.unit = a.unit AND b.depth = a.depth - 1 WHERE a.depth > 0),
        was_then AS (
            SELECT a.unit, a.above, b.above AS branch
            FROM at_first a JOIN at_first b ON b.unit = a.unit AND b.depth = a.depth - 1 WHERE a.depth > 0),
        moves AS (
            SELECT unit, above, coalesce(t.branch, unit) AS was, coalesce(n.branch, unit) AS now
            FROM was_then t FULL JOIN is_now n USING (unit, above)
            WHERE coalesce(t.branch, unit) <> coalesce(n.branch, unit)),
        owed AS (SELECT d.*, m.was, m.now FROM (%s) d JOIN moves m ON m.unit = d.unit AND m.above = d.asker)
        SELECT duties_count(array_agg(ROW(NULL, kind, subject, asker, branch, standing, due_at, n)::duties_dutycount))
        FROM (
            SELECT kind, subject, asker, branch, standing, due_at, sum(sign)::int AS n FROM (
                SELECT kind, subject, asker, was AS branch, standing, due_at, -1 AS sign FROM owed
                UNION ALL SELECT kind, subject, asker, now, standing, due_at, 1 FROM owed
            ) over_again GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(sign) <> 0
        ) counted
    $q$, came, went, every);
    RETURN NULL;
END $$;
CREATE TRIGGER duties_link_came AFTER INSERT ON organisation_ancestry REFERENCING NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION duties_moved();
CREATE TRIGGER duties_link_changed AFTER UPDATE ON organisation_ancestry REFERENCING NEW TABLE AS became OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION duties_moved();
CREATE TRIGGER duties_link_went AFTER DELETE ON organisation_ancestry REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION duties_moved();
"""

UNDO = """
DROP VIEW duties_counted;
DROP TRIGGER duties_link_came ON organisation_ancestry;
DROP TRIGGER duties_link_changed ON organisation_ancestry;
DROP TRIGGER duties_link_went ON organisation_ancestry;
DROP FUNCTION duties_moved();
DROP FUNCTION duties_recount(text, uuid[]);
DROP FUNCTION duties_count(duties_dutycount[]);
DROP FUNCTION duties_branch(uuid, uuid);
"""

STANDINGS = [
    ("open", "Chưa làm xong"),
    ("returned", "Bị trả lại"),
    ("waiting", "Chờ nơi giao"),
    ("renewed", "Chờ xem lại"),
    ("settled", "Đã xong"),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("organisation", "0009_unit_profiles_and_decision_files")]

    operations = [
        migrations.CreateModel(
            name="DutyCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("subject", models.UUIDField()),
                ("asker", models.UUIDField()),
                ("branch", models.UUIDField()),
                ("standing", models.CharField(choices=STANDINGS, max_length=10)),
                ("due_at", models.DateTimeField(null=True)),
                ("n", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "branch", "standing"], name="duty_count_key"),
                    models.Index(fields=["asker", "kind", "standing"], name="duty_count_asker"),
                ],
            },
        ),
        migrations.RunSQL(BRANCH, migrations.RunSQL.noop),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Counted",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("subject", models.UUIDField()),
                ("asker", models.UUIDField()),
                ("branch", models.UUIDField()),
                ("standing", models.CharField(choices=STANDINGS, max_length=10)),
                ("due_at", models.DateTimeField(null=True)),
                ("n", models.IntegerField()),
            ],
            options={"db_table": "duties_counted", "managed": False},
        ),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
        migrations.RunSQL(RECOUNT, migrations.RunSQL.noop),
        migrations.RunSQL(MOVED, UNDO),
    ]
