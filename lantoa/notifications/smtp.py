"""The mail server: one door, so that the rest knows three answers (taken, not now, never) and why nothing leaves at all."""

import smtplib
import ssl
from email.mime.text import MIMEText
from typing import Self

from django.conf import settings

from lantoa.notifications.choices import Trouble

PERMANENT = 500
CLOSING = 421  # the server ends the conversation
AUTHENTICATE_OR_ENCRYPT = 530  # RFC 4954 and RFC 3207 have the one number for both
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
    """The server did not take this mail. `code`: its answer (0 where the line broke); `for_good`: it never will."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code
        self.for_good = code >= PERMANENT


class Server:
    """One conversation; the line is opened with the first mail. Use as a context."""

    def __init__(self) -> None:
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._line is not None:
            try:
                self._line.quit()
            except (smtplib.SMTPException, OSError):
                self._line.close()

    def send(self, message: MIMEText, to: str) -> None:
        """Hand one mail over; the server has taken it when this returns. Raises CannotDeliver, NotTaken."""
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
            code, _words = next(iter(refused.recipients.values()))
            raise NotTaken(code) from refused
        except smtplib.SMTPSenderRefused as refused:
            if refused.smtp_code >= PERMANENT:
                raise CannotDeliver(_refusal_of_sender(refused)) from refused
            raise NotTaken(refused.smtp_code) from refused
        except smtplib.SMTPResponseException as refused:
            raise NotTaken(refused.smtp_code) from refused
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
        line = _greeted(server.scheme, server.host, server.port)
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


def _greeted(scheme: str, host: str, port: int) -> smtplib.SMTP:
    try:
        if scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=settings.SMTP_PATIENCE, context=_context())
        return smtplib.SMTP(host, port, timeout=settings.SMTP_PATIENCE)
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
