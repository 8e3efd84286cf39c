"""SQL with which a room has counted what waits for whoever stands above it. Called in migrations: what they have written stays as
it is in the database.

What waits for a word was asked for by no one asker: every committee above may have to say it. So it is kept for each unit above
(`BelowCount`), with the days on which it stands there, and once for all together. Each room tells it as one SELECT over its
table, written with `{rows}` where the table stands: matter, unit, standing, in this order; one row for each thing that waits. It
becomes a view `waits_of_<kind>`, and triggers that run once a statement count what came and what went.

The locks are those of `triggers`: counting takes a shared one, moving a tree and counting anew an exclusive one.
"""

from textwrap import indent

from django.db.migrations import RunSQL

# What differs is grouped first: a statement that changes nothing of weight looks nothing up.
_CHANGED = """
CREATE FUNCTION waits_{kind}_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('duties'));
    PERFORM duties_count_below(array_agg(ROW(NULL, '{kind}', matter, node, valid, standing, n)::duties_belowcount)) FROM (
        WITH differing AS MATERIALIZED (
            SELECT matter, unit, standing, sum(sign)::int AS n FROM (
{told}
            ) AS told GROUP BY 1, 2, 3 HAVING sum(sign) <> 0
        )
        {spread}
    ) AS counted;
    RETURN NULL;
END $$;
CREATE TRIGGER waits_{kind}_{verb} AFTER {event} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION waits_{kind}_{verb}();
"""

_ANYWHERE = """SELECT matter, '00000000-0000-0000-0000-000000000000'::uuid AS node, '(,)'::daterange AS valid, standing,
            sum(n)::int AS n FROM differing GROUP BY matter, standing HAVING sum(n) <> 0"""
_ABOVE = """SELECT matter, a.ancestor_id AS node, a.valid, standing, sum(n)::int AS n
        FROM differing JOIN organisation_ancestry a ON a.descendant_id = unit AND a.depth > 0
        GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0
        UNION ALL """

CAME, CHANGED, WENT = (
    ("came", "INSERT", "NEW TABLE AS became", (("became", 1),)),
    ("changed", "UPDATE", "NEW TABLE AS became OLD TABLE AS was", (("became", 1), ("was", -1))),
    ("went", "DELETE", "OLD TABLE AS was", (("was", -1),)),
)


def kept_below(
    kind: str, table: str, waiting: str, *, beside: str = "", anywhere_only: bool = False
) -> list[RunSQL]:
    """Count what waits in a room, what stands already first.

    `waiting`: the SELECT described above. `beside`: a second table, where `{beside}` stands in the SELECT, whose rows may change
    under those that wait. `anywhere_only`: nobody asks by unit; the view is then called `waits_anywhere_of_<kind>`.
    """
    view = f"waits_anywhere_of_{kind}" if anywhere_only else f"waits_of_{kind}"

    def trigger(verb: str, event: str, tables: str, on: str, *signed: tuple[str, str, int]) -> str:
        parts = [
            f"SELECT *, {sign} AS sign FROM ({waiting.format(rows=rows, beside=other)}) AS one"  # noqa: S608 - words of the code
            for rows, other, sign in signed
        ]
        return _CHANGED.format(
            kind=kind,
            verb=verb,
            event=event,
            tables=tables,
            table=on,
            told=indent("\nUNION ALL\n".join(parts), " " * 16),
            spread=_ANYWHERE if anywhere_only else _ABOVE + _ANYWHERE,
        )

    made = [f"CREATE VIEW {view} AS {waiting.format(rows=table, beside=beside)};"]
    undone = [f"DROP VIEW {view};"]
    for verb, event, tables, signed in (CAME, CHANGED, WENT):
        made.append(trigger(verb, event, tables, table, *((rows, beside, sign) for rows, sign in signed)))
        undone.append(f"DROP TRIGGER waits_{kind}_{verb} ON {table}; DROP FUNCTION waits_{kind}_{verb}();")
    if beside:
        _verb, event, tables, signed = CHANGED
        rows = [(table, other, sign) for other, sign in signed]
        made.append(trigger("changed_beside", event, tables, beside, *rows))
        undone.append(
            f"DROP TRIGGER waits_{kind}_changed_beside ON {beside}; DROP FUNCTION waits_{kind}_changed_beside();"
        )
    undone.append(f"DELETE FROM duties_belowcount WHERE kind = '{kind}';")  # noqa: S608 - a word of the code
    return [
        RunSQL("\n".join(made), "\n".join(undone)),
        RunSQL(f"SELECT duties_recount_below('{kind}')", RunSQL.noop),
    ]
