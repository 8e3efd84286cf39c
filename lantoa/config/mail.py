"""Where mail leaves, from one variable:

    LANTOA_SMTP=smtp+starttls://user:password@mail.example:587

`smtps` encrypts from the first byte (port 465), `smtp+starttls` after the greeting (587), `smtp` not at all (25): for a server on
the same machine, and never with a password to another one. Letters of the password that mean something in an address are
written as %40 (@), %3A (:), %2F (/).
"""

import ssl
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

SAME_MACHINE = {"localhost", "127.0.0.1", "::1"}
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class SmtpServer(NamedTuple):
    scheme: str  # of PORTS
    host: str
    port: int
    user: str
    password: str


def server(address: str) -> SmtpServer | None:
    """None where nothing is said. Raises ValueError for what is no such address."""
    if not address.strip():
        return None
    parts = urlsplit(address.strip())
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(
            f"LANTOA_SMTP must look like smtp+starttls://user:password@host:587; one of {', '.join(PORTS)}"
        )
    if not unquote(f"{parts.username}{parts.password}").isascii():
        raise ValueError(
            "LANTOA_SMTP: the protocol signs in with letters of ASCII only; ask for another password"
        )
    if parts.scheme == "smtp" and parts.username and parts.hostname not in SAME_MACHINE:
        raise ValueError(
            f"LANTOA_SMTP would send its password unencrypted to {parts.hostname}: use smtp+starttls or smtps"
        )
    return SmtpServer(
        parts.scheme,
        parts.hostname,
        parts.port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def authority(path: str) -> str:
    """The file with the certificate of one's own authority (LANTOA_SMTP_CA), the only one that is believed then; empty: those of
    the machine. Raises ValueError for what is no such file."""
    if path:
        try:
            ssl.create_default_context(cafile=path)
        except OSError as error:  # ssl.SSLError is one
            raise ValueError(
                f"LANTOA_SMTP_CA must name a readable file of PEM certificates: {path}"
            ) from error
    return path


def host_of(address: str) -> str:
    """The name under which the installation is reached, for what must be unique in the world."""
    return urlsplit(address).hostname or "localhost"
