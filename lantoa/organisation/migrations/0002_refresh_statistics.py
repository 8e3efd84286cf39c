"""A function of the owner's by which the app role may refresh the planner's statistics, and nothing else."""

from django.db import migrations

CREATE = """
CREATE FUNCTION refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION refresh_statistics()")]
