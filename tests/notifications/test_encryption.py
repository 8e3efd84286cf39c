"""Encryption and sign-in against a real server on this machine: one that is not as asked for gets neither password nor mail."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lantoa.config import mail
from lantoa.core import clock
from lantoa.notifications.choices import Trouble
from lantoa.notifications.models import Mail
from lantoa.notifications.queries.mails import outbox
from lantoa.notifications.services.mails import send_mails
from tests.notifications.certificates import DAY, Authority
from tests.notifications.mail_server import MailServer

ENCRYPTED = {"implicit": "smtps", "starttls": "smtp+starttls"}
GREETING = {"implicit": [], "starttls": ["EHLO", "STARTTLS"]}  # all that may be said before encryption
Send = Callable[..., int]


@pytest.fixture
def office(tmp_path: Path, settings: Any) -> Authority:
    """The authority that the installation believes."""
    made = Authority("Cơ quan")
    (tmp_path / "authority.pem").write_bytes(made.certificate)
    settings.SMTP_AUTHORITY = mail.authority(str(tmp_path / "authority.pem"))
    return made


@pytest.fixture
def send(db: None, server: MailServer, settings: Any) -> Send:
    """One mail more, over a line of that scheme; how many the server took."""
    minutes = 0

    def send(scheme: str, account: str = "", host: str = "localhost") -> int:
        nonlocal minutes
        minutes += 10
        settings.SMTP = mail.server(f"{scheme}://{f'{account}@' if account else ''}{host}:{server.port}")
        with clock.set_to(clock.now() + timedelta(minutes=minutes)):
            Mail.objects.create(address="a@example.org", subject="Đổi mật khẩu", body="Việc kín")
            return send_mails()

    return send


@pytest.mark.parametrize("how", ENCRYPTED)
def test_mail_leaves_encrypted_and_signed_in(
    server: MailServer, office: Authority, send: Send, how: str
) -> None:
    server.encrypt(how, office.issued("localhost"))
    server.want("lan-toa:m@t:khau")
    server.start()
    assert send(ENCRYPTED[how], "lan-toa:m%40t%3Akhau") == 1
    assert (outbox().trouble, server.clear) == (None, GREETING[how])
    assert server.taken[0]["Subject"] == "Đổi mật khẩu"


@pytest.mark.parametrize("how", ENCRYPTED)
def test_certificate_that_does_not_hold_gets_nothing(
    server: MailServer, office: Authority, send: Send, how: str
) -> None:
    server.want("lan-toa:kin")
    server.encrypt(how, Authority("Người khác").issued("localhost"))
    server.start()
    found = [(send(ENCRYPTED[how], "lan-toa:kin"), outbox().trouble)]
    server.encrypt(how, office.issued("localhost", ends=-DAY))
    found.append((send(ENCRYPTED[how], "lan-toa:kin"), outbox().trouble))
    server.encrypt(how, office.issued("localhost", ends=3 * DAY))  # not yet
    found.append((send(ENCRYPTED[how], "lan-toa:kin"), outbox().trouble))
    server.encrypt(how, office.issued("mail.example"))
    found.append((send(ENCRYPTED[how], "lan-toa:kin"), outbox().trouble))
    server.encrypt(how, office.issued("localhost"))
    found.append((send(ENCRYPTED[how], "lan-toa:kin", host="127.0.0.1"), outbox().trouble))
    wanted = [Trouble.UNKNOWN, Trouble.EXPIRED, Trouble.EXPIRED, Trouble.MISNAMED, Trouble.MISNAMED]
    assert found == [(0, trouble) for trouble in wanted]
    assert (server.clear, server.taken) == (GREETING[how] * 5, [])
    assert set(Mail.objects.values_list("state", "tries")) == {("waiting", 0)}
    assert send(ENCRYPTED[how], "lan-toa:kin") == 6  # mended: all that waited leaves
    assert outbox().trouble is None


def test_server_without_starttls_gets_neither_password_nor_mail(server: MailServer, send: Send) -> None:
    server.want("lan-toa:kin")
    server.start()
    assert send("smtp+starttls", "lan-toa:kin") == 0
    assert (outbox().trouble, server.clear) == (Trouble.NOT_OFFERED, ["EHLO"])


def test_line_of_the_wrong_kind_gets_nothing(server: MailServer, office: Authority, send: Send) -> None:
    server.start()
    assert (send("smtps"), outbox().trouble) == (0, Trouble.ENCRYPTION)
    assert [word for word in server.clear if word.isalpha()] == []


def test_sign_in_that_is_refused_or_missing_is_told_apart(
    server: MailServer, office: Authority, send: Send
) -> None:
    server.encrypt("starttls", office.issued("localhost"))
    server.want("lan-toa:kin")
    server.start()
    assert (send("smtp+starttls", "lan-toa:sai"), outbox().trouble) == (0, Trouble.SIGN_IN)
    assert (send("smtp+starttls"), outbox().trouble) == (0, Trouble.SIGN_IN)
    server.want("")  # one that has no sign-in at all
    assert (send("smtp+starttls", "lan-toa:kin"), outbox().trouble) == (0, Trouble.SIGN_IN)
    server.tell("demands")
    assert (send("smtp"), outbox().trouble) == (0, Trouble.DEMANDED)
    assert set(Mail.objects.values_list("state", "tries")) == {("waiting", 0)}


def test_server_that_ends_a_conversation_after_one_mail_gets_the_next_in_a_new_one(
    server: MailServer, send: Send
) -> None:
    for n in range(3):
        Mail.objects.create(address=f"{n}@example.org", subject="Việc", body="Việc")
    server.start("weary")
    assert send("smtp") == 4
    assert set(Mail.objects.values_list("state", "tries")) == {("sent", 1)}


def test_password_is_never_sent_unencrypted_to_another_machine(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unencrypted to mail"):
        mail.server("smtp://lan-toa:kin@mail.example")
    with pytest.raises(ValueError, match="ASCII"):
        mail.server("smtps://lan-toa:kh%E1%BA%A9u@mail.example")
    assert mail.server("smtp://mail.example") is not None
    assert mail.server("smtp://lan-toa:kin@127.0.0.1") is not None
    (tmp_path / "none.pem").write_text("no certificate")
    for path in ("none.pem", "absent.pem"):
        with pytest.raises(ValueError, match="LANTOA_SMTP_CA"):
            mail.authority(str(tmp_path / path))
