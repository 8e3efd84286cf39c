from django.db import migrations

# By marks (of pairs of syllables) and their weights: who bears any of them, most weight first. Each mark is looked up in the index.
# The planner guesses that a mark stands in many more practices than it does and would read them all, each time: hence the setting.
SHARING = """
CREATE FUNCTION practices_sharing(asked integer[], weights float8[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT near.id
    FROM unnest(asked, weights) AS one (mark, weight)
    CROSS JOIN LATERAL (
        SELECT practice.id, practice.code FROM practices_practice AS practice WHERE practice.marks @> ARRAY[one.mark]
    ) AS near
    GROUP BY near.id, near.code
    ORDER BY sum(one.weight) DESC, near.code
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0015_people_and_money")]

    operations = [migrations.RunSQL(SHARING, "DROP FUNCTION practices_sharing(integer[], float8[])")]
