"""From notices to mails, and out of the house: each mail at least once, with the same Message-ID at every try.

A mail is taken by moving its next try into the future (the lease) and committing that, so that of two workers one sends it, and
one that a killed worker left is tried again when the lease is over. Its end is kept in a transaction of its own.
"""

import time
import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from email.mime.text import MIMEText
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from lantoa.core import clock, queue
from lantoa.notifications import timing, wording
from lantoa.notifications.choices import MailState, Trouble, Turn, Way
from lantoa.notifications.kinds import addresses
from lantoa.notifications.models import Delivery, Mail, MailHabit, MailRule, Notice
from lantoa.notifications.queries.calendar import days_off, rule_on
from lantoa.notifications.smtp import CannotDeliver, NotTaken, Server

PART = 500  # people of one part of the gathering
FEW = 20  # people; what is told to more on one occasion lets the matters of single people pass
LEASE = timedelta(minutes=5)  # longer than one mail may take (smtp.ANSWERS)
LONGEST_WAIT = timedelta(hours=4)  # between two tries
LAST_TRIES = timedelta(hours=1)  # after a night or days off, before what is too old is given up
RUN = 5.0  # seconds after which a part of the sending begins no further mail: other jobs wait behind it
GATHER_MORE, SEND_MORE = "notifications.gather_more", "notifications.send_more"
AFTER_OTHERS, LAST = -1, -2  # the next part of gathering, then of sending, when no other job waits

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('notifications.gather'))"
_DUE = """
notice.mail_id IS NULL AND notice.read_at IS NULL AND NOT (notice.way = 'app')
    AND (COALESCE(habit.any_time, false) OR NOT %(quiet)s)
    AND (notice.way = 'once' OR notice.made_at < CASE
        WHEN habit.weekly AND habit.any_time THEN %(weekly_any)s
        WHEN habit.weekly THEN %(weekly)s
        WHEN habit.any_time THEN %(daily_any)s
        ELSE %(daily)s END)
"""
_LONGEST = f"""
SELECT notice.receiver_id
FROM notifications_notice notice
LEFT JOIN notifications_mailhabit habit ON habit.owner_id = notice.receiver_id
WHERE notice.way = %(way)s AND {_DUE}
ORDER BY notice.made_at
LIMIT %(part)s
"""  # noqa: S608 - of constants of this file
# Person by person through their index: after thousands of new rows the statistics know of none yet, and a join would read them
# all for each person. What its reader holds at this moment is passed by.
_OF_PEOPLE = f"""
SELECT due.* FROM unnest(%(people)s::uuid[]) person (id)
CROSS JOIN LATERAL (
    SELECT notice.id, notice.receiver_id, notice.way, notice.kind, notice.occasion
    FROM notifications_notice notice
    LEFT JOIN notifications_mailhabit habit ON habit.owner_id = notice.receiver_id
    WHERE notice.receiver_id = person.id AND {_DUE}
    FOR UPDATE OF notice SKIP LOCKED
) due
"""  # noqa: S608 - of constants of this file
_PUT = """
UPDATE notifications_notice notice SET mail_id = put.mail
FROM unnest(%s::uuid[], %s::uuid[]) put (notice, mail) WHERE notice.id = put.notice
"""


class _Due(NamedTuple):
    """A notice that is due."""

    id: uuid.UUID
    receiver: uuid.UUID
    way: str
    kind: str
    occasion: str


@transaction.atomic
def gather_mails() -> int:
    """Put one part of the notices that are due into mails, one for each person; how many notices. Nothing where no server is set.

    What is told at once comes before what waits for a digest. Where the part was full the job of the next one is queued in the
    same transaction: a worker that dies between two parts, or within one, neither loses nor doubles a mail.
    """
    if settings.SMTP is None:
        return 0
    now, rule, off = _today()
    hours = _hours(rule)
    values: dict[str, Any] = {
        "now": now,
        "quiet": timing.is_quiet(now, hours, off),
        "daily": timing.last_daily(now, hours, off),
        "daily_any": timing.last_daily(now, hours, off, any_day=True),
        "weekly": timing.last_weekly(now, hours, off),
        "weekly_any": timing.last_weekly(now, hours, off, any_day=True),
        "part": PART,
    }
    gathered, full = 0, False
    with connection.cursor() as cursor:
        # Two at once would give a person two mails.
        cursor.execute(_ONE_AT_A_TIME)
        for way in (Way.ONCE, Way.DIGEST):
            cursor.execute(_LONGEST, values | {"way": str(way)})
            people = [receiver for (receiver,) in cursor.fetchall()]
            cursor.execute(_OF_PEOPLE, values | {"people": list(dict.fromkeys(people))})
            due = [_Due(*row) for row in cursor.fetchall()]
            mails = _mails_of(due, now)
            cursor.execute(_PUT, [[one.id for one in due], [mails[one.receiver].pk for one in due]])
            gathered, full = gathered + len(due), len(people) == PART
            if full:
                break
    if full and gathered:
        queue.defer(GATHER_MORE, queueing_lock=GATHER_MORE, priority=AFTER_OTHERS)
        queue.defer(
            SEND_MORE, queueing_lock=SEND_MORE, priority=LAST
        )  # after the last part, not a minute later
    return gathered


def _mails_of(due: Sequence[_Due], now: datetime) -> dict[uuid.UUID, Mail]:
    """One for each person, whom one matter of few is enough to let it leave first."""
    told = defaultdict(set)
    for one in due:
        told[one.kind, one.occasion].add(one.receiver)
    turns: dict[uuid.UUID, Turn] = {}
    for one in due:
        many = len(told[one.kind, one.occasion]) > FEW
        turn = Turn.DIGEST if one.way == Way.DIGEST else Turn.MANY if many else Turn.FEW
        turns[one.receiver] = min(turn, turns.get(one.receiver, turn))
    made = [
        Mail(receiver_id=person, turn=turn, made_at=now, next_try_at=now) for person, turn in turns.items()
    ]
    Mail.objects.bulk_create(made)
    return dict(zip(turns, made, strict=True))


def _today() -> tuple[datetime, MailRule, frozenset[date]]:
    now = clock.now()
    return now, rule_on(), days_off(clock.today() - timedelta(days=timing.BACK), timing.BACK + 1)


def send_mails() -> int:
    """Send what waits until nothing does, the server is not there, or RUN is over; how many it took. Then say how it was.

    Where RUN ended it the job of the next part is queued, behind the jobs of others. Not after a part in which the server took
    nothing: the next minute is soon enough for one that is slow or refuses.
    """
    if settings.SMTP is None:
        return 0
    give_up()
    sent, answered, barred, trouble, until = 0, False, False, None, time.monotonic() + RUN
    now, rule, off = _today()
    quiet = timing.is_quiet(now, _hours(rule), off)
    with Server() as server:
        while mail := _take(quiet):
            try:
                sent += _send(server, mail)
            except NotTaken as answer:
                answered, barred = answered or bool(answer.code), barred or answer.barred
                _not_taken(mail, answer)
            except CannotDeliver as error:
                trouble = error.trouble
                _put_back(mail)
            if trouble is not None or time.monotonic() >= until:
                break
    if trouble is None and barred and not sent:
        _note(Trouble.BARRED, 0, answered)
    else:
        _note(trouble, sent, answered)
    if sent and mail is not None and trouble is None:
        queue.defer(SEND_MORE, queueing_lock=SEND_MORE, priority=LAST)
    return sent


@transaction.atomic
def _take(quiet: bool) -> Mail | None:
    """The mail whose turn it is and that has waited longest, leased to us; at night and on days off only what may come then."""
    now = clock.now()
    rows = Mail.objects.filter(state=MailState.WAITING, next_try_at__lte=now)
    if quiet:
        rows = rows.filter(_at_any_time())
    mail = (
        rows.order_by("turn", "next_try_at", "pk").select_for_update(skip_locked=True, of=("self",)).first()
    )
    if mail is not None:
        mail.next_try_at, mail.tries = now + LEASE, mail.tries + 1
        mail.save(update_fields=["next_try_at", "tries"])
    return mail


def _at_any_time() -> Q:
    """Mails that may leave at night and on days off too: what accounts write, and what people chose to have so."""
    awake = MailHabit.objects.filter(owner=OuterRef("receiver"), any_time=True)
    return Q(receiver=None) | Q(Exists(awake))


def _send(server: Server, mail: Mail) -> bool:
    """Whether the server took it; not where nothing was left to say. Raises CannotDeliver, NotTaken."""
    made = _worded(mail)
    if made is None:
        _settle(mail, MailState.DROPPED)
        return False
    message, to = made
    server.send(message, to)
    _settle(mail, MailState.SENT)
    return True


def _not_taken(mail: Mail, answer: NotTaken) -> None:
    """For good, or tried again ever later."""
    mail.answer_code = answer.code or None
    if answer.for_good:
        _settle(mail, MailState.REFUSED)
        return
    wait = min(timedelta(minutes=2 ** min(mail.tries, 10)), LONGEST_WAIT)
    Mail.objects.filter(pk=mail.pk).update(next_try_at=clock.now() + wait, answer_code=mail.answer_code)


def _worded(mail: Mail) -> tuple[MIMEText, str] | None:
    """The mail in words and to whom; None where nothing is left to say: all read, or no longer theirs to open."""
    if mail.receiver is None:
        return (wording.mail_of_text(mail), mail.address) if mail.address else None
    user = mail.receiver
    if not (user.email and user.is_active):
        return None
    notices = list(Notice.objects.filter(mail=mail, read_at=None).order_by("-way", "kind", "made_at", "pk"))
    open_to = addresses(user, [(one.kind, one.subject_kind, one.subject_id) for one in notices])
    told = [one for one in notices if (one.kind, one.subject_id) in open_to]
    return (wording.mail_of_notices(mail, told, user.email), user.email) if told else None


def _settle(mail: Mail, state: MailState) -> None:
    Mail.objects.filter(pk=mail.pk, state=MailState.WAITING).update(
        state=state, settled_at=clock.now(), answer_code=mail.answer_code, address="", subject="", body=""
    )


def _put_back(mail: Mail) -> None:
    """It was not its fault: the try does not count."""
    Mail.objects.filter(pk=mail.pk, state=MailState.WAITING).update(
        next_try_at=clock.now() + timedelta(minutes=1), tries=mail.tries - 1
    )


@transaction.atomic
def give_up() -> int:
    """What could not be sent for as long as the rule says is not tried any more; its notices stand on the page.

    A night or days off are no tries: what lay still meanwhile is tried for LAST_TRIES first.
    """
    now, rule, off = _today()
    hours = _hours(rule)
    oldest = now - timedelta(hours=rule.give_up_after_hours)
    rows = Mail.objects.filter(state=MailState.WAITING, made_at__lt=oldest, next_try_at__lte=now)
    if timing.is_quiet(now, hours, off) or now - timing.awake_since(now, hours, off) < LAST_TRIES:
        rows = rows.filter(_at_any_time())
    return rows.update(state=MailState.GIVEN_UP, settled_at=now, address="", subject="", body="")


def _note(trouble: Trouble | None, sent: int, answered: bool) -> None:
    """Keep how the server was met, for the administrator's page: one that took a mail, or answered about one, is there. That it
    carries our mail is shown by a mail that it takes, not by an answer about another."""
    now = clock.now()
    if trouble is not None:
        Delivery.objects.exclude(trouble=trouble).update(trouble=trouble, since=now)
    elif sent:
        Delivery.objects.update(trouble="", since=None, last_sent_at=now)
    elif answered:
        Delivery.objects.exclude(trouble__in=("", Trouble.BARRED)).update(trouble="", since=None)


def _hours(rule: MailRule) -> timing.Hours:
    return timing.Hours(rule.quiet_from, rule.quiet_until, rule.digest_at, rule.weekly_on)
