"""Take from the app role what would let it change the record.

Where one role does everything (a DATABASE_URL of one's own with a single user) there is nobody to take it from;
`lantoa check` says so.
"""

from django.db import migrations

REVOKE = """
DO $$
DECLARE app_role name;
BEGIN
    FOR app_role IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_name = 'audit_entry' AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON audit_entry FROM %I', app_role);
        EXECUTE format('REVOKE DELETE, TRUNCATE, REFERENCES, TRIGGER ON audit_head FROM %I', app_role);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(REVOKE, migrations.RunSQL.noop)]
