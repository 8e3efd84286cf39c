"""The mail server: one door, so that the rest knows three answers (taken, not now, never) and why nothing leaves at all."""

import contextlib
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from email.mime.text import MIMEText
from typing import Self

from django.conf import settings

from lantoa.notifications.choices import Trouble

PERMANENT = 500
CLOSING = 421  # the server ends the conversation
AUTHENTICATE_OR_ENCRYPT = 530  # RFC 4954 and RFC 3207 have the one number for both
ANSWERS = 3  # patiences that one mail may take in all, however many answers it needs
# Why a mail was refused for good that is not the mailbox's fault: the class of security and policy of RFC 3463, and the words of
# servers that tell no class (with one they may speak of a table: «5.1.1 User unknown in relay recipient table»).
_BARRED = re.compile(rb"^5\.7\.|^(?!\d\.\d+\.\d+\b).*\brelay", re.IGNORECASE | re.DOTALL)
# What says the same in any answer, also one for now: the class 4.7 alone says that of a mail that is to come again later.
_NO_RELAY = re.compile(rb"relay access denied|relaying denied|relay not permitted", re.IGNORECASE)
# What OpenSSL says of a certificate (X509_V_ERR_…): any other number is one that nobody vouches for.
_VERDICTS = {
    9: Trouble.EXPIRED,  # not yet valid
    10: Trouble.EXPIRED,
    62: Trouble.MISNAMED,
    64: Trouble.MISNAMED,  # where the server is named by its number
}


class CannotDeliver(Exception):
    """No mail leaves at the moment; the mail that was tried is not at fault."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class NotTaken(Exception):
    """The server did not take this mail. `code`: its answer (0 where the line broke); `for_good`: it never will; `barred`: it
    does not take from us what goes to there, which somebody can mend."""

    def __init__(self, code: int, words: bytes | str = b"") -> None:
        super().__init__(str(code))
        said = words if isinstance(words, bytes) else words.encode()
        self.code = code
        self.barred = bool(_NO_RELAY.search(said) or (code >= PERMANENT and _BARRED.search(said)))
        self.for_good = code >= PERMANENT and not self.barred


class _Watch:
    """Cuts a line on which something has taken too long. The library's patience is for each piece that arrives: a server that
    sends a letter now and then would hold us for as long as it likes."""

    def __init__(self) -> None:
        self._twin: socket.socket | None = None

    def keep(self, line: socket.socket) -> None:
        """The line that is meant from now on, whatever encryption is laid over it."""
        self.let_go()
        self._twin = line.dup()

    def let_go(self) -> None:
        if self._twin is not None:
            self._twin.close()
            self._twin = None

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        twin = self._twin
        if twin is not None:
            with contextlib.suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)


class _Plain(smtplib.SMTP):
    def __init__(self, host: str, port: int, watch: _Watch) -> None:
        self.watch = watch
        super().__init__(host, port, timeout=settings.SMTP_PATIENCE)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self.watch.keep(found)
        return found


class _Encrypted(smtplib.SMTP_SSL, _Plain):
    """The library asks `_Plain` for the line before it encrypts it."""

    def __init__(self, host: str, port: int, watch: _Watch) -> None:
        self.watch = watch
        smtplib.SMTP_SSL.__init__(self, host, port, timeout=settings.SMTP_PATIENCE, context=_context())


class Server:
    """One conversation; the line is opened with the first mail. Use as a context."""

    def __init__(self) -> None:
        self._line: smtplib.SMTP | None = None
        self._watch = _Watch()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._line is not None:
            try:
                with self._watch.within(settings.SMTP_PATIENCE):
                    self._line.quit()
            except (smtplib.SMTPException, OSError):
                self._line.close()
        self._watch.let_go()

    def send(self, message: MIMEText, to: str) -> None:
        """Hand one mail over; the server has taken it when this returns, after ANSWERS patiences at the most. Raises
        CannotDeliver, NotTaken."""
        with self._watch.within(ANSWERS * settings.SMTP_PATIENCE):
            self._send(message, to)

    def _send(self, message: MIMEText, to: str) -> None:
        begun_before = self._line is not None
        try:
            self._hand_over(message, to)
        except NotTaken as answer:
            # Some servers take so many mails in one conversation and the next in a new one.
            if answer.code != CLOSING or not begun_before:
                raise
            self._hand_over(message, to)

    def _hand_over(self, message: MIMEText, to: str) -> None:
        line = self._line or self._connect()
        self._line = line
        try:
            line.sendmail(settings.MAIL_FROM, [to], message.as_bytes())
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            raise NotTaken(code, words) from refused
        except smtplib.SMTPSenderRefused as refused:
            if refused.smtp_code >= PERMANENT:
                raise CannotDeliver(_refusal_of_sender(refused)) from refused
            raise NotTaken(refused.smtp_code) from refused
        except smtplib.SMTPResponseException as refused:
            raise NotTaken(refused.smtp_code, refused.smtp_error) from refused
        except UnicodeError as strange:  # an address that the protocol cannot say
            raise NotTaken(553) from strange
        except (smtplib.SMTPException, OSError) as broken:
            line.close()
            raise NotTaken(0) from broken
        finally:
            if line.sock is None:  # closed, by us or by the library after 421
                self._line = None

    def _connect(self) -> smtplib.SMTP:
        """Greeted, encrypted and signed in, or CannotDeliver: nothing else is said over a line that is not what was asked for."""
        server = settings.SMTP
        if server is None:
            raise CannotDeliver(Trouble.UNREACHABLE)
        line = _greeted(server.scheme, server.host, server.port, self._watch)
        try:
            # Said here, not by the first mail: a server that refuses our name would seem to refuse that mail, for good.
            line.ehlo_or_helo_if_needed()
            if server.scheme == "smtp+starttls":
                _encrypt(line)
                line.ehlo_or_helo_if_needed()  # what was said before encryption does not count
            if server.user:
                _sign_in(line, server.user, server.password)
        except CannotDeliver:
            line.close()
            raise
        except (smtplib.SMTPException, OSError) as error:
            line.close()
            raise CannotDeliver(Trouble.UNREACHABLE) from error
        return line


def _context() -> ssl.SSLContext:
    """Certificates are verified, names too; where an authority of one's own is set, by that one alone."""
    return ssl.create_default_context(cafile=settings.SMTP_AUTHORITY or None)


def _greeted(scheme: str, host: str, port: int, watch: _Watch) -> smtplib.SMTP:
    try:
        return (_Encrypted if scheme == "smtps" else _Plain)(host, port, watch)
    except ssl.SSLError as error:
        raise CannotDeliver(_of_encryption(error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise CannotDeliver(Trouble.UNREACHABLE) from error


def _encrypt(line: smtplib.SMTP) -> None:
    try:
        line.starttls(context=_context())
    except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException) as error:
        raise CannotDeliver(Trouble.NOT_OFFERED) from error
    except ssl.SSLError as error:
        raise CannotDeliver(_of_encryption(error)) from error


def _sign_in(line: smtplib.SMTP, user: str, password: str) -> None:
    try:
        line.login(user, password)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        raise CannotDeliver(Trouble.SIGN_IN) from error


def _of_encryption(error: ssl.SSLError) -> Trouble:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _VERDICTS.get(error.verify_code, Trouble.UNKNOWN)
    return Trouble.ENCRYPTION


def _refusal_of_sender(refused: smtplib.SMTPSenderRefused) -> Trouble:
    if refused.smtp_code != AUTHENTICATE_OR_ENCRYPT:
        return Trouble.SENDER
    words = refused.smtp_error if isinstance(refused.smtp_error, bytes) else refused.smtp_error.encode()
    return Trouble.DEMANDED if b"STARTTLS" in words.upper() else Trouble.SIGN_IN
