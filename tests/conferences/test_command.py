"""`lantoa review`: the seven files, the same every time; what a person mistypes ends in one sentence."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lantoa.conferences.choices import FILE_NAMES
from tests import sample_database
from tests.conferences.conftest import Made


@pytest.fixture(scope="module")
def database_name(django_db_setup: None) -> Iterator[str]:
    template = sample_database.made_sample_template()
    with sample_database.copy_of(template, "mistyped") as name:
        yield name


def test_review_writes_the_seven_files_and_says_where(made: Made) -> None:
    assert sorted(path.name for path in made.first.iterdir()) == sorted(FILE_NAMES.values())
    assert made.said.splitlines()[-1] == f"Đã ghi 7 tệp vào {made.first}"


def test_second_review_gives_the_same_figures_to_the_byte(made: Made) -> None:
    assert (made.first / "figures.json").read_bytes() == (made.second / "figures.json").read_bytes()


@pytest.mark.parametrize("name", sorted(FILE_NAMES.values()))
def test_second_review_gives_the_same_bytes(made: Made, name: str) -> None:
    assert (made.first / name).read_bytes() == (made.second / name).read_bytes()


def test_figures_json_names_every_figure_once_with_its_text(made: Made) -> None:
    figures = json.loads((made.first / "figures.json").read_text(encoding="utf-8"))
    keys = [figure["key"] for figure in figures]
    assert len(keys) == len(set(keys))
    assert [figure["key"] for figure in figures if not figure["text"] or not figure["how"]] == []


def test_file_in_place_of_the_folder_is_refused(database_name: str, tmp_path: Path) -> None:
    out = tmp_path / "bao-cao"
    out.write_text("của tôi")
    done = sample_database.run_lantoa("review", "--out", str(out), name=database_name, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        f"«{out}» là một tệp, không phải thư mục. Chọn thư mục khác.\n",
    )
    assert out.read_text() == "của tôi"


def test_folder_below_a_file_is_refused(database_name: str, tmp_path: Path) -> None:
    (tmp_path / "tệp").touch()
    out = tmp_path / "tệp" / "dưới"
    done = sample_database.run_lantoa("review", "--out", str(out), name=database_name, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Không tạo được thư mục «{out}»: Not a directory. Chọn thư mục khác.\n"


def test_folder_that_cannot_be_written_is_refused_before_the_work(database_name: str) -> None:
    done = sample_database.run_lantoa("review", "--out", "/proc", name=database_name, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Không ghi được vào thư mục «/proc»: ")
    assert len(done.stderr.splitlines()) == 1


def test_folder_in_the_way_of_a_file_leaves_nothing_half_written(database_name: str, tmp_path: Path) -> None:
    (tmp_path / "giay-khen.pdf").mkdir()
    done = sample_database.run_lantoa("review", "--out", str(tmp_path), name=database_name, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"Không ghi được vào thư mục «{tmp_path}»: ")
    assert [path.name for path in tmp_path.iterdir()] == ["giay-khen.pdf"]


def test_unknown_conference_is_refused_and_makes_no_folder(database_name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = sample_database.run_lantoa(
        "review", "--out", str(out), "--conference", "SK-1999-01", name=database_name, check=False
    )
    assert (done.returncode, done.stderr) == (2, "Không có hội nghị mang mã «SK-1999-01».\n")
    assert not out.exists()


def test_database_without_conference_is_refused(tmp_path: Path, django_db_setup: None) -> None:
    with sample_database.copy_of(sample_database.made_template(), "bare") as name:
        done = sample_database.run_lantoa("review", "--out", str(tmp_path / "out"), name=name, check=False)
    assert (done.returncode, done.stderr) == (2, "Chưa có hội nghị nào.\n")
    assert list(tmp_path.iterdir()) == []


def test_missing_out_is_refused(database_name: str) -> None:
    done = sample_database.run_lantoa("review", name=database_name, check=False)
    assert done.returncode == 2
    assert done.stderr == "Tham số không đúng: thiếu --out. Xem “lantoa review --help”.\n"
