"""Roles, databases and extensions: everything that needs more rights than the owner of the tables has.

    ensure_database(name: str) -> None                as superuser of the embedded server; may be repeated
    clone_database(template: str, name: str) -> None  for tests: a copy, made anew if it exists; nobody may be
                                                      connected to the template
    drop_database(name: str) -> None                  for tests
    prepare_foreign_database(owner_url: str, app_url: str) -> list[str]
                                                      a server of one's own: what could not be done
    connect(role: str = APP_ROLE) -> Connection       as app or owner, wherever the database is
    unprotected(connection) -> list[str]              what the database does not forbid this role

The first three need `running_server()` around them. No Django here.

`lantoa_owner` owns the database and migrates; `lantoa_app` reads and writes rows and makes nothing. What the
owner creates is open to the app by default privileges; a migration takes back what the app must not do.
"""

from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from lantoa.config.env import APP_ROLE, OWNER_ROLE, env_str
from lantoa.config.postgres import PORT, SUPERUSER, socket_directory

EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
_SETUP_LOCK = 4_913_002  # any number: two commands that set up at once take turns

# The tables of the record that may only grow, and the heads of its chains, which move on but never go.
_CHANGEABLE = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND (
    relname IN ('audit_entry', 'audit_content', 'audit_headsexport')
    AND (has_table_privilege(oid, 'UPDATE') OR has_any_column_privilege(oid, 'UPDATE')
         OR has_table_privilege(oid, 'DELETE') OR has_table_privilege(oid, 'TRUNCATE')
         OR has_table_privilege(oid, 'TRIGGER'))
    OR relname = 'audit_head'
    AND (has_table_privilege(oid, 'DELETE') OR has_table_privilege(oid, 'TRUNCATE') OR has_table_privilege(oid, 'TRIGGER')))
ORDER BY relname
"""

Connection = psycopg.Connection[tuple[object, ...]]


def connect_as_superuser(name: str = "postgres") -> Connection:
    """An autocommitting connection to a database of the embedded server."""
    return psycopg.connect(
        host=str(socket_directory()), port=PORT, user=SUPERUSER, dbname=name, autocommit=True
    )


def database_name() -> str:
    """The database of the embedded server that this installation uses."""
    return env_str("LANTOA_DB_NAME", "lantoa")


def connect(role: str = APP_ROLE) -> Connection:
    """An autocommitting connection as `lantoa_app` or `lantoa_owner`, wherever the database is."""
    url = env_str("DATABASE_URL")
    if url:
        return psycopg.connect(
            (env_str("DATABASE_OWNER_URL") or url) if role == OWNER_ROLE else url, autocommit=True
        )
    return psycopg.connect(
        host=str(socket_directory()), port=PORT, user=role, dbname=database_name(), autocommit=True
    )


def ensure_database(name: str) -> None:
    """Roles, the database, its rights and extensions."""
    with connect_as_superuser() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_SETUP_LOCK])
        for role in (OWNER_ROLE, APP_ROLE):
            if not _exists(server, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                server.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS").format(
                        sql.Identifier(role)
                    )
                )
        if not _exists(server, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(name), sql.Identifier(OWNER_ROLE)
                )
            )
        _open_database_to_app(server, name)
        with connect_as_superuser(name) as database:
            _open_schema_to(database, OWNER_ROLE, APP_ROLE)
            for extension in EXTENSIONS:
                database.execute(
                    sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
                )


def clone_database(template: str, name: str) -> None:
    """A copy of `template` under a new name; an older copy of that name is dropped first."""
    drop_database(name)
    with connect_as_superuser() as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(OWNER_ROLE), sql.Identifier(template)
            )
        )
        _open_database_to_app(server, name)  # a copy does not take over the rights on the database itself


def drop_database(name: str) -> None:
    """Ends the sessions that use it."""
    with connect_as_superuser() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def prepare_foreign_database(owner_url: str, app_url: str) -> list[str]:
    """Do with the owner's rights what `ensure_database` does.

    Returns a Vietnamese sentence for each thing that could not be done.
    Raises psycopg.OperationalError when the server cannot be reached.
    """
    problems: list[str] = []
    owner, app = (unquote(urlsplit(url).username or "") for url in (owner_url, app_url))
    with psycopg.connect(owner_url, autocommit=True) as database:
        for extension in EXTENSIONS:
            if _exists(database, "SELECT 1 FROM pg_extension WHERE extname = %s", extension):
                continue
            try:
                database.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))
            except psycopg.Error as error:
                problems.append(
                    f"Chưa tạo được phần mở rộng {extension}: {str(error).strip().splitlines()[0]}."
                )
        if app == owner:
            problems.append(
                "Ứng dụng và chủ cơ sở dữ liệu là cùng một người dùng: cơ sở dữ liệu không ngăn được"
                " ứng dụng sửa nhật ký kiểm toán hay thay đổi bảng."
            )
            return problems
        try:
            _open_schema_to(database, owner, app)
        except psycopg.Error as error:
            problems.append(
                f"Chưa cấp được quyền cho người dùng {app}: {str(error).strip().splitlines()[0]}."
            )
    return problems


def unprotected(connection: Connection) -> list[str]:
    """A Vietnamese sentence for each thing that the app's role could do and should not be able to do."""
    found: list[str] = []
    row = connection.execute(
        "SELECT current_user, rolsuper, has_schema_privilege('public', 'CREATE'),"
        " EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user)"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None:
        return found
    user, superuser, creates, owns = row
    if superuser:
        found.append(
            f"Người dùng {user} là quản trị cao nhất của PostgreSQL: không quy tắc quyền nào có hiệu lực."
        )
    if creates:
        found.append(f"Người dùng {user} tạo được bảng: ứng dụng cần một người dùng không có quyền này.")
    if owns:
        found.append(
            f"Người dùng {user} là chủ các bảng: cơ sở dữ liệu không ngăn được việc sửa nhật ký kiểm toán."
        )
    if not (superuser or owns):
        changeable = [str(table) for (table,) in connection.execute(_CHANGEABLE).fetchall()]
        if changeable:
            # A restore gives the default rights back; migrating takes them away again (lantoa/audit/rights.py).
            found.append(
                f"Người dùng {user} sửa hoặc xóa được nhật ký kiểm toán ({', '.join(changeable)});"
                " hãy chạy “lantoa migrate” bằng quyền chủ sở hữu để thu hồi."
            )
    return found


def _exists(connection: Connection, query: str, value: str) -> bool:
    return connection.execute(query.encode(), [value]).fetchone() is not None


def _open_database_to_app(server: Connection, name: str) -> None:
    database, app = sql.Identifier(name), sql.Identifier(APP_ROLE)
    server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))


def _open_schema_to(database: Connection, owner: str, app: str) -> None:
    """Only the owner makes tables; the app reads and writes rows of what the owner makes from now on."""
    names = {"owner": sql.Identifier(owner), "app": sql.Identifier(app)}
    for statement in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
        "GRANT USAGE ON SCHEMA public TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT EXECUTE ON FUNCTIONS TO {app}",
    ):
        database.execute(sql.SQL(statement).format(**names))
