from django.db import migrations, models

from lantoa.duties.triggers import kept_counts

# What is asked of a unit: the practices of the order but its own.
ASKED = """
CREATE FUNCTION practices_asked(wanted uuid, recipient uuid) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT count(*)::int FROM practices_replicationorder_entries g
    JOIN practices_bookletentry e ON e.id = g.bookletentry_id JOIN practices_practice p ON p.id = e.practice_id
    WHERE g.replicationorder_id = wanted AND p.unit_id <> recipient
$$;
CREATE FUNCTION practices_answered(wanted uuid, recipient uuid) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT count(*)::int FROM practices_adoption WHERE order_id = wanted AND unit_id = recipient AND NOT set_aside
$$;
UPDATE practices_replicationorderunit
SET asked = practices_asked(order_id, unit_id), answered = practices_answered(order_id, unit_id);

CREATE FUNCTION practices_recipient_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.asked := practices_asked(NEW.order_id, NEW.unit_id);
    NEW.answered := practices_answered(NEW.order_id, NEW.unit_id);
    RETURN NEW;
END $$;
CREATE TRIGGER recipient_came BEFORE INSERT ON practices_replicationorderunit
    FOR EACH ROW EXECUTE FUNCTION practices_recipient_came();
"""
NOT_ASKED = """
DROP TRIGGER recipient_came ON practices_replicationorderunit;
DROP FUNCTION practices_recipient_came();
DROP FUNCTION practices_asked(uuid, uuid);
DROP FUNCTION practices_answered(uuid, uuid);
"""

# By what came and went, never counted anew: of two who answer at once each would count without the other.
ANSWERS = """
CREATE FUNCTION practices_answers_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE practices_replicationorderunit r SET answered = r.answered + d.n
        FROM (SELECT order_id, unit_id, count(*)::int AS n FROM became WHERE NOT set_aside GROUP BY 1, 2) d
        WHERE r.order_id = d.order_id AND r.unit_id = d.unit_id;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE practices_replicationorderunit r SET answered = r.answered - d.n
        FROM (SELECT order_id, unit_id, count(*)::int AS n FROM was WHERE NOT set_aside GROUP BY 1, 2) d
        WHERE r.order_id = d.order_id AND r.unit_id = d.unit_id;
    ELSE
        UPDATE practices_replicationorderunit r SET answered = r.answered + d.n
        FROM (
            SELECT order_id, unit_id, sum(sign)::int AS n FROM (
                SELECT order_id, unit_id, 1 AS sign FROM became WHERE NOT set_aside
                UNION ALL SELECT order_id, unit_id, -1 FROM was WHERE NOT set_aside
            ) each GROUP BY 1, 2 HAVING sum(sign) <> 0
        ) d
        WHERE r.order_id = d.order_id AND r.unit_id = d.unit_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER answers_came AFTER INSERT ON practices_adoption REFERENCING NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION practices_answers_changed();
CREATE TRIGGER answers_changed AFTER UPDATE ON practices_adoption REFERENCING NEW TABLE AS became OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION practices_answers_changed();
CREATE TRIGGER answers_went AFTER DELETE ON practices_adoption REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION practices_answers_changed();
"""
NO_ANSWERS = """
DROP TRIGGER answers_came ON practices_adoption;
DROP TRIGGER answers_changed ON practices_adoption;
DROP TRIGGER answers_went ON practices_adoption;
DROP FUNCTION practices_answers_changed();
"""

# A merger takes a practice off an order, puts another there, or lets an entry tell of another.
ENTRIES = """
CREATE FUNCTION practices_given_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE practices_replicationorderunit r SET asked = r.asked + d.n FROM (
            SELECT o.id, count(*)::int AS n FROM became g
            JOIN practices_bookletentry e ON e.id = g.bookletentry_id JOIN practices_practice p ON p.id = e.practice_id
            JOIN practices_replicationorderunit o ON o.order_id = g.replicationorder_id AND o.unit_id <> p.unit_id
            GROUP BY o.id
        ) d WHERE r.id = d.id;
    ELSE
        UPDATE practices_replicationorderunit r SET asked = r.asked - d.n FROM (
            SELECT o.id, count(*)::int AS n FROM was g
            JOIN practices_bookletentry e ON e.id = g.bookletentry_id JOIN practices_practice p ON p.id = e.practice_id
            JOIN practices_replicationorderunit o ON o.order_id = g.replicationorder_id AND o.unit_id <> p.unit_id
            GROUP BY o.id
        ) d WHERE r.id = d.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER given_came AFTER INSERT ON practices_replicationorder_entries REFERENCING NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION practices_given_changed();
CREATE TRIGGER given_went AFTER DELETE ON practices_replicationorder_entries REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION practices_given_changed();

CREATE FUNCTION practices_entry_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE practices_replicationorderunit r SET asked = r.asked + d.n FROM (
        SELECT o.id, sum((o.unit_id = before.unit_id)::int - (o.unit_id = after.unit_id)::int)::int AS n
        FROM became n JOIN was b ON b.id = n.id AND b.practice_id <> n.practice_id
        JOIN practices_practice before ON before.id = b.practice_id
        JOIN practices_practice after ON after.id = n.practice_id AND after.unit_id <> before.unit_id
        JOIN practices_replicationorder_entries g ON g.bookletentry_id = n.id
        JOIN practices_replicationorderunit o ON o.order_id = g.replicationorder_id
            AND o.unit_id IN (before.unit_id, after.unit_id)
        GROUP BY o.id
    ) d WHERE r.id = d.id;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_changed AFTER UPDATE ON practices_bookletentry REFERENCING NEW TABLE AS became OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION practices_entry_changed();
"""
NO_ENTRIES = """
DROP TRIGGER given_came ON practices_replicationorder_entries;
DROP TRIGGER given_went ON practices_replicationorder_entries;
DROP TRIGGER entry_changed ON practices_bookletentry;
DROP FUNCTION practices_given_changed();
DROP FUNCTION practices_entry_changed();
"""

# An order is one matter, late by its own day; who has the answers in hand is to give them.
DUTIES = """
SELECT r.order_id AS subject, o.unit_id AS asker, coalesce(r.holder_id, r.unit_id) AS unit,
    CASE WHEN r.answered >= r.asked THEN 'settled' WHEN r.answered > 0 THEN 'begun' ELSE 'open' END::varchar(10) AS standing,
    NULL::timestamptz AS due_at
FROM {rows} r JOIN practices_replicationorder o ON o.id = r.order_id
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0017_several_directives"), ("duties", "0002_begun")]

    operations = [
        migrations.AddField(
            "replicationorderunit", "asked", models.IntegerField(default=0, editable=False)
        ),
        migrations.AddField(
            "replicationorderunit", "answered", models.IntegerField(default=0, editable=False)
        ),
        migrations.RunSQL(ASKED, NOT_ASKED),
        migrations.RunSQL(ANSWERS, NO_ANSWERS),
        migrations.RunSQL(ENTRIES, NO_ENTRIES),
        *kept_counts(
            "answer",
            "practices_replicationorderunit",
            DUTIES,
            matter=("practices_replicationorder", "unit_id"),
        ),
    ]
