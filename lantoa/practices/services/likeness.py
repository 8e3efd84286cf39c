"""How common the pairs of syllables of the registry are."""

from django.db import connection, transaction

from lantoa.practices.models import MarkCount


@transaction.atomic
def count_marks() -> None:
    """Count anew, of how many practices each mark is part. A pair that one practice alone has is not kept: like a pair that
    nobody has, it tells the most.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('practices.count_marks'))")
        MarkCount.objects.all().delete()
        cursor.execute(
            "INSERT INTO practices_markcount (mark, practices) "
            "SELECT mark, count(*) FROM practices_practice, unnest(marks) AS mark GROUP BY mark HAVING count(*) > 1 "
            "UNION ALL SELECT %s, count(*) FROM practices_practice",
            [MarkCount.EVERY],
        )
