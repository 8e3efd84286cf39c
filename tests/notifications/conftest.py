from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lantoa.config import mail
from lantoa.notifications.services import mails
from tests.notifications.mail_server import MailServer, mail_server


@pytest.fixture
def server(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server that the installation is set to; not yet started. A part of the sending takes as long as it takes."""
    monkeypatch.setattr(mails, "RUN", 60.0)
    with mail_server(tmp_path) as one:
        settings.SMTP = mail.server(f"smtp://127.0.0.1:{one.port}")
        settings.SMTP_PATIENCE = 5.0
        yield one
