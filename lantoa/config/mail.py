"""Where mail leaves, from one variable:

    LANTOA_SMTP=smtp+starttls://user:password@mail.example:587

`smtps` encrypts from the first byte (port 465), `smtp+starttls` after the greeting (587), `smtp` not at all (25): for a server on
the same machine. Letters of the password that mean something in an address are written as %40 (@), %3A (:), %2F (/).
"""

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

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
    return SmtpServer(
        parts.scheme,
        parts.hostname,
        parts.port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def host_of(address: str) -> str:
    """The name under which the installation is reached, for what must be unique in the world."""
    return urlsplit(address).hostname or "localhost"
