"""The mail server: one door, so that the rest knows three answers (taken, not now, never) and why nothing leaves at all."""

import smtplib
import ssl
from email.mime.text import MIMEText
from typing import Self

from django.conf import settings

from lantoa.notifications.choices import Trouble

PERMANENT = 500


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
        line = self._line or self._connect()
        self._line = line
        try:
            line.sendmail(settings.MAIL_FROM, [to], message.as_bytes())
        except smtplib.SMTPRecipientsRefused as refused:
            code, _words = next(iter(refused.recipients.values()))
            raise NotTaken(code) from refused
        except smtplib.SMTPSenderRefused as refused:
            if refused.smtp_code >= PERMANENT:
                raise CannotDeliver(Trouble.SENDER) from refused
            raise NotTaken(refused.smtp_code) from refused
        except smtplib.SMTPResponseException as refused:
            raise NotTaken(refused.smtp_code) from refused
        except UnicodeError as strange:  # an address that the protocol cannot say
            raise NotTaken(553) from strange
        except (smtplib.SMTPException, OSError) as broken:
            line.close()
            self._line = None
            raise NotTaken(0) from broken

    def _connect(self) -> smtplib.SMTP:
        server = settings.SMTP
        if server is None:
            raise CannotDeliver(Trouble.UNREACHABLE)
        try:
            if server.scheme == "smtps":
                line: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host,
                    server.port,
                    timeout=settings.SMTP_PATIENCE,
                    context=ssl.create_default_context(),
                )
            else:
                line = smtplib.SMTP(server.host, server.port, timeout=settings.SMTP_PATIENCE)
        except ssl.SSLError as error:
            raise CannotDeliver(Trouble.ENCRYPTION) from error
        except (smtplib.SMTPException, OSError) as error:
            raise CannotDeliver(Trouble.UNREACHABLE) from error
        try:
            if server.scheme == "smtp+starttls":
                line.starttls(context=ssl.create_default_context())
            if server.user:
                line.login(server.user, server.password)
        except smtplib.SMTPAuthenticationError as error:
            line.close()
            raise CannotDeliver(Trouble.SIGN_IN) from error
        except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException, ssl.SSLError) as error:
            line.close()
            raise CannotDeliver(Trouble.ENCRYPTION) from error
        except (smtplib.SMTPException, OSError) as error:
            line.close()
            raise CannotDeliver(Trouble.UNREACHABLE) from error
        return line
