"""What is taken from the app role, so that the record can only grow. Said again after every `lantoa migrate`.

A restored backup may hand the default rights back; migrating then takes them away again. Where one role does everything (a
DATABASE_URL of one's own with a single user) there is nobody to take them from; `lantoa check` says so.
"""

from typing import Any

from django.db import connection

# Whoever holds a right on the table without owning it is the app.
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
OWNED = """
SELECT tableowner = current_user FROM pg_tables WHERE schemaname = 'public' AND tablename = 'audit_headsexport'
"""


def protect(**kwargs: Any) -> None:
    """After a migration by the owner of the tables; the app role itself can take nothing away."""
    with connection.cursor() as cursor:
        cursor.execute(OWNED)
        if cursor.fetchone() == (True,):
            cursor.execute(PROTECT)
