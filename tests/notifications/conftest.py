from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lantoa.config import mail
from tests.notifications.mail_server import MailServer, mail_server


@pytest.fixture
def server(tmp_path: Path, settings: Any) -> Iterator[MailServer]:
    """A mail server that the installation is set to; not yet started."""
    with mail_server(tmp_path) as one:
        settings.SMTP = mail.server(f"smtp://127.0.0.1:{one.port}")
        settings.SMTP_PATIENCE = 2.0
        yield one
