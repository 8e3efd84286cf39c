"""A store on a real disk, in a folder of the test's own."""

from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture
def store_folder(tmp_path: Path, settings: LazySettings) -> Path:
    folder = tmp_path / "files"
    durable = {"BACKEND": "lantoa.attachments.storage.DurableStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": durable}
    return folder
