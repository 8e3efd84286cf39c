"""SQL with which a room has its duties counted. Called in migrations: what they have written stays as it is in the database.

Each room tells its duties as one SELECT over its table, written with `{rows}` where the table stands: subject, asker, unit,
standing, due_at, in this order; one row for each unit that owes, and none for what is owed no more. It becomes a view
`duties_of_<kind>`, and three triggers that run once a statement, however many rows it changed, and count what came and what went.

Counting takes a shared lock, moving a tree or changing who asks an exclusive one: both would otherwise count by the half of the
other that they see (`duties_moved`, `duties_recount`).
"""

from textwrap import indent

from django.db.migrations import RunSQL

# What differs is grouped before the branch is looked up: a statement that changes nothing of weight looks up nothing.
_DIFFERENCE = """
    PERFORM pg_advisory_xact_lock_shared(hashtext('duties'));
    PERFORM duties_count(array_agg(ROW(NULL, '{kind}', subject, asker, branch, standing, due_at, n)::duties_dutycount))
    FROM (
        SELECT subject, asker, duties_branch(unit, asker) AS branch, standing, due_at, sum(n)::int AS n
        FROM (
            SELECT subject, asker, unit, standing, due_at, sum(sign)::int AS n FROM (
{told}
            ) AS told GROUP BY 1, 2, 3, 4, 5 HAVING sum(sign) <> 0
        ) AS differing GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0
    ) AS counted;
    RETURN NULL;
"""

_TRIGGER = """
CREATE FUNCTION duties_{kind}_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{body}END $$;
CREATE TRIGGER {named}_{verb} AFTER {event} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION duties_{kind}_{verb}();
"""

_MATTER = """
CREATE FUNCTION duties_{kind}_given_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM duties_recount('{kind}', array_agg(n.id))
    FROM became n JOIN was b ON b.id = n.id WHERE n.{asker} <> b.{asker} HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER duties_given_on AFTER UPDATE ON {matter} REFERENCING NEW TABLE AS became OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION duties_{kind}_given_on();
"""


def kept_counts(
    kind: str, table: str, duties: str, *, matter: tuple[str, str] | None = None, named: str = "duties"
) -> list[RunSQL]:
    """Count the duties of a room, those that stand already first.

    `duties`: the SELECT described above. `matter`: the table of the matters and its column of who asks, where the duties take
    `asker` from there; a matter that passes to another asker is then counted anew. `named`: how the triggers' names begin,
    where the table tells duties of another kind already.
    """

    def told(*signed: tuple[str, int]) -> str:
        parts = [
            f"SELECT *, {sign} AS sign FROM ({duties.format(rows=rows)}) AS one"  # noqa: S608 - words of the code
            for rows, sign in signed
        ]
        return indent("\nUNION ALL\n".join(parts), " " * 16)

    def trigger(verb: str, event: str, tables: str, *signed: tuple[str, int]) -> str:
        body = _DIFFERENCE.format(kind=kind, told=told(*signed))
        return _TRIGGER.format(
            kind=kind, verb=verb, event=event, table=table, tables=tables, named=named, body=body
        )

    made = [
        f"CREATE VIEW duties_of_{kind} AS {duties.format(rows=table)};",
        trigger("came", "INSERT", "NEW TABLE AS became", ("became", 1)),
        trigger("changed", "UPDATE", "NEW TABLE AS became OLD TABLE AS was", ("became", 1), ("was", -1)),
        trigger("went", "DELETE", "OLD TABLE AS was", ("was", -1)),
    ]
    undone = [f"DROP VIEW duties_of_{kind};"]
    undone += [
        f"DROP TRIGGER {named}_{verb} ON {table}; DROP FUNCTION duties_{kind}_{verb}();"
        for verb in ("came", "changed", "went")
    ]
    if matter is not None:
        made.append(_MATTER.format(kind=kind, matter=matter[0], asker=matter[1]))
        undone.append(f"DROP TRIGGER duties_given_on ON {matter[0]}; DROP FUNCTION duties_{kind}_given_on();")
    undone.append(f"DELETE FROM duties_dutycount WHERE kind = '{kind}';")  # noqa: S608 - a word of the code
    return [
        RunSQL("\n".join(made), "\n".join(undone)),
        RunSQL(f"SELECT duties_recount('{kind}', NULL)", RunSQL.noop),
    ]
