"""Tests of this folder see the loaded sample, and the files that `lantoa review` made of it."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lantoa.conferences.choices import FILE_NAMES
from tests import sample_database
from tests.sample_fixtures import conference, sample, sample_copy, sample_database_in_use

__all__ = ["conference", "made", "sample", "sample_copy", "sample_database_in_use"]


@dataclass(frozen=True)
class Made:
    """The two folders that two runs of `lantoa review` wrote, and what the first run said."""

    first: Path
    second: Path
    said: str
    office: Path

    def file(self, kind: str) -> Path:
        return self.first / FILE_NAMES[kind]

    def recalculated(self, kind: str, suffix: str) -> Path:
        """The file as LibreOffice reads, computes and writes it."""
        target = self.office / Path(FILE_NAMES[kind]).with_suffix(f".{suffix}")
        if not target.exists():
            profile = f"-env:UserInstallation=file://{self.office}/profile"
            command = ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir", str(self.office)]
            subprocess.run([*command, str(self.file(kind))], check=True, capture_output=True, timeout=120)
        return target


@pytest.fixture(scope="session")
def made(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("review")
    template = sample_database.made_sample_template()
    with sample_database.copy_of(template, "review") as name:
        # A folder that does not exist yet, with a name as people give them.
        first, second = folder / "Hội nghị 07.4" / "tài liệu", folder / "again"
        said = sample_database.run_lantoa("review", "--out", str(first), name=name).stdout
        sample_database.run_lantoa("review", "--out", str(second), "--conference", "SK-2021-01", name=name)
    yield Made(first, second, said, tmp_path_factory.mktemp("office"))
    shutil.rmtree(folder)
