from django.db import migrations

from lantoa.duties.waits import kept_below

# By round: what waits to be examined by who stands above, and what is proposed to who decides.
NOMINATIONS = """
SELECT n.round_id::varchar(36) AS matter, coalesce(n.holder_id, n.unit_id) AS unit, n.state::varchar(16) AS standing
FROM {rows} n WHERE n.state IN ('submitted', 'proposed')
"""


class Migration(migrations.Migration):
    dependencies = [("commendation", "0003_in_hands"), ("duties", "0003_below_and_recount")]

    operations = kept_below("nomination", "commendation_nomination", NOMINATIONS)
