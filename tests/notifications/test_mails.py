"""Mail at least once with one Message-ID, notices once; and what a mail says, against a real server on this machine."""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import send_mail

from lantoa.accounts.models import User
from lantoa.accounts.services.passwords import set_password
from lantoa.config import mail
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.reference import Reference
from lantoa.notifications import smtp
from lantoa.notifications.choices import MailState, Trouble, Way
from lantoa.notifications.kinds import KINDS, addresses
from lantoa.notifications.models import Delivery, Mail, MailHabit, Notice
from lantoa.notifications.queries.mails import mail_standing, outbox
from lantoa.notifications.services import notify
from lantoa.notifications.services.erasing import erase_old
from lantoa.notifications.services.mails import gather_mails, send_mails
from lantoa.notifications.services.notices import read_all
from lantoa.notifications.services.preferences import choose
from lantoa.reporting.models import Submission
from lantoa.reporting.services.submissions import accept, send_back
from tests.cast import Cast
from tests.notifications.mail_server import MailServer
from tests.notifications.world import MORNING
from tests.reporting.world import story, waiting


@pytest.fixture
def report(cast: Cast) -> Submission:
    User.objects.filter(pk=cast.unit_reporter.pk).update(email="tonghop@example.org")
    User.objects.filter(pk=cast.unit_head.pk).update(email="bithu@example.org")
    found = waiting(story(cast), cast.office, cast.unit_head)
    Notice.objects.all().delete()  # that it was asked
    return found


def returned(cast: Cast, report: Submission) -> None:
    send_back(actor=cast.propaganda_officer, submission=report, reason="Xem lại dòng 3")


def run(at: datetime = MORNING) -> int:
    """What the job does, at a moment; how many mails the server took."""
    with clock.set_to(at):
        while gather_mails():
            pass
        return send_mails()


def states() -> list[str]:
    return sorted(Mail.objects.values_list("state", flat=True))


def test_returned_report_is_mailed_at_once_and_says_nothing_private(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    server.start()
    returned(cast, report)
    assert (run(), states()) == (2, ["sent", "sent"])
    [(first, to), (_second, also)] = server.deliveries
    assert sorted(to + also) == ["bithu@example.org", "tonghop@example.org"]
    one = Mail.objects.get(receiver__email=to[0])
    assert first["Message-ID"] == f"<{one.pk}@localhost>"
    assert first["Subject"] == "Lan Tỏa: Một báo cáo của đơn vị bị trả lại, có ghi chỗ phải sửa. (BCQ-2021Q1)"
    assert (first["Auto-Submitted"], first["To"]) == ("auto-generated", to[0])
    assert first["List-Unsubscribe"].endswith("/thong-bao/tuy-chon/>")
    notice = Notice.objects.get(mail=one)
    assert f"/thong-bao/{notice.pk}/" in first.get_content()
    for word in ("Văn phòng", "VPTU", "Xem lại dòng 3", "Tổng Hợp", "Đảng"):
        assert word not in first["Subject"] + first.get_content()
    assert run(MORNING + timedelta(hours=2)) == 0


def test_approvals_wait_for_the_digest_of_a_working_day(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    server.start()
    saturday = clock.instant(datetime(2021, 4, 10), 9)
    with clock.set_to(saturday):
        accept(actor=cast.propaganda_officer, submission=report)
    assert [run(saturday), run(saturday + timedelta(days=1))] == [0, 0]
    monday = clock.instant(datetime(2021, 4, 12), 7, 29)
    assert [run(monday), run(monday + timedelta(minutes=1))] == [0, 2]


def test_change_of_mind_counts_for_what_still_waits(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    server.start()
    returned(cast, report)
    old = Notice.objects.filter(receiver=cast.unit_head)
    Notice.objects.create(
        **{**old.values("receiver_id", "kind", "subject_kind", "subject_id").get(), "occasion": "x"}
    )
    for way in (Way.APP, Way.ONCE):  # what was on the page alone stays there
        choose(actor=cast.unit_head, ways={"report_returned": way}, weekly=False, any_time=False)
        assert set(old.values_list("way", flat=True)) == {"app"}
    assert run() == 1


def test_weekly_digest_comes_on_its_day_or_the_next_that_works(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    server.start()
    MailHabit.objects.create(owner=cast.unit_head, weekly=True)
    thursday = clock.instant(datetime(2021, 4, 29), 9)
    with clock.set_to(thursday):
        accept(actor=cast.propaganda_officer, submission=report)
    # Friday 30/4 and Monday 03/5 are days off.
    days = [run(clock.instant(datetime(2021, 4, 30) + timedelta(days=n), 7, 30)) for n in range(5)]
    assert days == [0, 0, 0, 0, 2]
    assert Mail.objects.get(receiver=cast.unit_head).settled_at == clock.instant(datetime(2021, 5, 4), 7, 30)


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (datetime(2021, 4, 6, 19, 59), 2),
        (datetime(2021, 4, 6, 20, 0), 1),
        (datetime(2021, 4, 7, 6, 29), 1),
        (datetime(2021, 4, 7, 6, 30), 2),
        (datetime(2021, 4, 21, 10, 0), 1),  # Giỗ Tổ
        (datetime(2021, 4, 17, 10, 0), 2),  # a Saturday
    ],
)
def test_nothing_is_sent_at_night_or_on_a_holiday_but_to_who_chose_it(
    cast: Cast, report: Submission, server: MailServer, moment: datetime, sent: int
) -> None:
    server.start()
    MailHabit.objects.create(owner=cast.unit_head, any_time=True)
    at = moment.replace(tzinfo=clock.VIETNAM)
    with clock.set_to(at):
        returned(cast, report)
    assert run(at) == sent


def test_server_that_is_down_holds_nobody_up_and_mail_goes_when_it_is_back(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    returned(cast, report)
    assert run() == 0
    assert (states(), outbox().trouble) == (["waiting", "waiting"], Trouble.UNREACHABLE)
    assert set(Mail.objects.values_list("tries", flat=True)) == {0}
    server.start()
    assert run(MORNING + timedelta(minutes=1)) == 2
    assert (outbox().trouble, outbox().waiting, Delivery.objects.get().since) == (None, 0, None)


def test_server_that_refuses_everything_is_told_to_the_administrator(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    returned(cast, report)
    server.start("busy")
    assert [run(), outbox().trouble] == [0, Trouble.UNREACHABLE]
    server.tell("stranger")
    assert [run(MORNING + timedelta(minutes=2)), outbox().trouble] == [0, Trouble.UNREACHABLE]
    server.tell("sender")
    assert [run(MORNING + timedelta(minutes=4)), outbox().trouble] == [0, Trouble.SENDER]
    assert set(Mail.objects.values_list("state", "tries")) == {("waiting", 0)}
    server.tell("nothing")
    assert [run(MORNING + timedelta(minutes=6)), states()] == [0, ["refused", "refused"]]


def test_one_mailbox_that_refuses_does_not_hold_the_others(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    server.start()
    User.objects.filter(pk=cast.unit_head.pk).update(email="refused@example.org")
    returned(cast, report)
    assert [run(), states()] == [1, ["refused", "sent"]]
    assert Mail.objects.get(state=MailState.REFUSED).answer_code == 550
    standing = mail_standing(User.objects.get(pk=cast.unit_head.pk))
    assert (standing.refused, mail_standing(User.objects.get(pk=cast.unit_reporter.pk)).refused) == (
        True,
        False,
    )


def test_server_that_does_not_carry_our_mail_is_told_and_no_mailbox_is_blamed(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    returned(cast, report)
    server.start("barred")
    assert [run(), outbox().trouble] == [0, Trouble.BARRED]
    assert set(Mail.objects.values_list("state", "tries", "answer_code")) == {("waiting", 1, 554)}
    assert not mail_standing(User.objects.get(pk=cast.unit_head.pk)).refused
    # An answer about another mailbox does not show that it is mended.
    User.objects.filter(pk=cast.unit_reporter.pk).update(email="later@example.org")
    Mail.objects.filter(receiver=cast.unit_head).update(next_try_at=MORNING + timedelta(minutes=6))
    assert [run(MORNING + timedelta(minutes=2)), outbox().trouble] == [0, Trouble.BARRED]
    User.objects.filter(pk=cast.unit_reporter.pk).update(email="reporter@example.org")
    server.tell("up")
    assert run(MORNING + timedelta(minutes=6)) == 2
    assert outbox().trouble is None


@pytest.mark.parametrize(
    ("code", "words", "barred", "for_good"),
    [
        (550, "5.1.1 <x>: Recipient address rejected: User unknown in relay recipient table", False, True),
        (550, "5.7.1 Unable to relay", True, False),
        (550, "5.1.2 <x>: Relaying denied", True, False),
        (550, "one line\nthis host does not relay for you", True, False),
        (454, "4.7.1 <x>: Relay access denied", True, False),
        (451, "4.7.1 <x>: Recipient address rejected: Greylisted", False, False),
    ],
)
def test_answer_tells_a_dead_mailbox_from_a_server_that_does_not_carry_our_mail(
    code: int, words: str, barred: bool, for_good: bool
) -> None:
    answer = smtp.NotTaken(code, words)
    assert (answer.barred, answer.for_good) == (barred, for_good)


def test_server_that_answers_letter_by_letter_is_cut(
    cast: Cast, report: Submission, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.start()
    monkeypatch.setattr(smtp, "ANSWERS", 0.1)  # half a second: each letter comes well within its patience
    User.objects.filter(pk=cast.unit_reporter.pk).update(email="")
    User.objects.filter(pk=cast.unit_head.pk).update(email="drip@example.org")
    returned(cast, report)
    begun = time.monotonic()
    assert [run(), states()] == [0, ["waiting"]]
    assert time.monotonic() - begun < 5


def test_mail_that_lay_still_over_tet_is_tried_before_it_is_given_up(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    server.start("busy")
    eve = clock.instant(datetime(2021, 2, 10), 19, 58)
    with clock.set_to(eve):
        returned(cast, report)
    run(eve)
    morning = clock.instant(datetime(2021, 2, 18), 6, 30)  # the first that is neither night nor day off
    assert [run(morning), run(morning + timedelta(minutes=59)), states()] == [0, 0, ["waiting"] * 2]
    Mail.objects.filter(receiver=cast.unit_head).update(made_at=morning - timedelta(hours=2))
    assert [run(morning + timedelta(hours=1)), states()] == [0, ["given_up", "waiting"]]


def test_newer_mail_does_not_hide_that_older_ones_have_waited_a_day(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    returned(cast, report)
    run()
    Mail.objects.create(receiver=cast.unit_head, made_at=MORNING + timedelta(hours=23))
    with clock.set_to(MORNING + timedelta(hours=25)):
        assert mail_standing(User.objects.get(pk=cast.unit_head.pk)).waiting_since == MORNING


def test_mail_is_tried_again_ever_later_and_given_up_after_three_days(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    server.start()
    User.objects.filter(pk=cast.unit_reporter.pk).update(email="")
    User.objects.filter(pk=cast.unit_head.pk).update(email="later@example.org")
    MailHabit.objects.create(owner=cast.unit_head, any_time=True)
    returned(cast, report)
    tried = []
    for minutes in range(0, 40, 2):
        before = Mail.objects.values_list("tries", flat=True).first()
        run(MORNING + timedelta(minutes=minutes))
        if Mail.objects.values_list("tries", flat=True).first() != before:
            tried.append(minutes)
    assert tried == [0, 2, 6, 14, 30]
    one = Mail.objects.get()
    assert (one.tries, one.answer_code, one.next_try_at) == (5, 451, MORNING + timedelta(minutes=62))
    head = User.objects.get(pk=cast.unit_head.pk)
    with clock.set_to(MORNING + timedelta(hours=25)):
        assert mail_standing(head).waiting_since == one.made_at
    run(MORNING + timedelta(hours=73))
    assert states() == ["given_up"]
    standing = mail_standing(head)
    assert (standing.given_up, standing.refused) == (True, False)  # nobody said that it is the address


def test_line_that_is_cut_in_one_mail_does_not_hold_the_next(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    server.start()
    User.objects.filter(pk=cast.unit_head.pk).update(email="broken@example.org")
    returned(cast, report)
    assert [run(), states()] == [1, ["sent", "waiting"]]


def test_what_was_read_or_may_no_longer_be_opened_is_not_mailed(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    server.start()
    returned(cast, report)
    gather_mails()
    read_all(actor=cast.unit_head, until=clock.now())
    Notice.objects.filter(receiver=cast.unit_reporter).update(subject_id=cast.office.pk)
    assert [send_mails(), states(), server.taken] == [0, ["dropped", "dropped"], []]


def test_many_notices_come_in_one_mail(cast: Cast, report: Submission, server: MailServer) -> None:
    server.start()
    about = Reference("reporting.submission", report.pk)
    for n in range(32):
        notify(
            actor=SYSTEM, kind="report_returned", about=about, number=f"SO-{n:02}", to_people=[cast.unit_head]
        )
    assert run() == 1
    [message] = server.taken
    assert message["Subject"] == "Lan Tỏa: 32 thông báo mới"
    lines = [line for line in message.get_content().splitlines() if line.startswith(("- ", "  http"))]
    assert lines == [
        "- Một báo cáo của đơn vị bị trả lại, có ghi chỗ phải sửa. (32 lần: SO-00, SO-01, SO-02, SO-03, SO-04 …)",
        "  http://localhost:8000/thong-bao/?loai=report_returned",
    ]


def test_mail_of_many_kinds_is_cut_and_says_how_many_more(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    server.start()
    about = Reference("reporting.submission", report.pk)
    MailHabit.objects.create(owner=cast.unit_head, any_time=True)
    for code in KINDS:
        for n in range(2):
            notify(actor=SYSTEM, kind=code, about=about, number=f"SO-{n}", to_people=[cast.unit_head])
    Notice.objects.update(way=Way.ONCE)
    assert run() == 1
    [message] = server.taken
    wanted = [(code, "reporting.submission", report.pk) for code in KINDS]
    left = 2 * len(addresses(cast.unit_head, wanted)) - 30
    body = message.get_content()
    assert (body.count("\n- "), left > 0) == (30, True)
    assert f"Và {left} thông báo khác:" in body


def test_nothing_is_gathered_where_no_server_is_set(cast: Cast, report: Submission) -> None:
    returned(cast, report)
    assert [run(), Mail.objects.count(), Notice.objects.filter(way=Way.APP).count()] == [0, 0, 2]


def test_mail_calls_of_lower_rooms_end_in_the_outbox_and_leave_no_text(
    db: None, story_day: None, server: MailServer, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "lantoa.notifications.backend.OutboxBackend"
    send_mail("Đổi mật khẩu\nBcc: x@y.z", "Mật khẩu vừa đổi.", None, ["a@example.org", "b@example.org"])
    server.start()
    assert run() == 2
    assert sorted(to for _mail, to in server.deliveries) == [["a@example.org"], ["b@example.org"]]
    assert server.taken[0]["Subject"] == "Đổi mật khẩu Bcc: x@y.z"
    assert set(Mail.objects.values_list("subject", "body", "address")) == {("", "", "")}


def test_owner_of_an_account_is_told_that_its_sign_in_changed(
    cast: Cast, server: MailServer, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "lantoa.notifications.backend.OutboxBackend"
    User.objects.filter(pk=cast.unit_head.pk).update(email="bithu@example.org")
    for user in (cast.unit_head, cast.unit_reporter):
        set_password(actor=user, user=user, password="con duong lang quanh co 2021")
    server.start()
    assert run(clock.instant(datetime(2021, 4, 6), 23)) == 1  # at night too
    [(message, to)] = server.deliveries
    assert (message["Subject"], to) == (
        "Lan Tỏa: Mật khẩu của tài khoản vừa được đặt.",
        ["bithu@example.org"],
    )
    for word in ("unit.head", "con duong", "Văn phòng", "Võ Văn"):
        assert word not in message.get_content()
    settings.SMTP = None
    set_password(actor=cast.unit_head, user=cast.unit_head, password="con duong lang quanh co 2022")
    assert states() == ["sent"]


def test_old_notices_and_settled_mails_are_erased_and_waiting_mail_is_not(
    cast: Cast, report: Submission, server: MailServer
) -> None:
    returned(cast, report)
    run()
    Mail.objects.filter(receiver=cast.unit_head).update(state="sent", settled_at=clock.now())
    with clock.set_to(MORNING + timedelta(days=180)):
        assert [erase_old(), Mail.objects.count()] == [0, 2]
    with clock.set_to(MORNING + timedelta(days=181)):
        assert [erase_old(), Notice.objects.count(), states()] == [2, 0, ["waiting"]]


def test_address_of_the_server_is_read_strictly() -> None:
    found = mail.server("smtp+starttls://lan-toa:m%40t@mail.example:2525")
    assert found == mail.SmtpServer("smtp+starttls", "mail.example", 2525, "lan-toa", "m@t")
    assert (mail.server(""), mail.server("smtps://h").port) == (None, 465)  # type: ignore[union-attr]
    for wrong in ("mail.example:25", "http://mail.example", "smtp://"):
        with pytest.raises(ValueError, match="LANTOA_SMTP"):
            mail.server(wrong)
