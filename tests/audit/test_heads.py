"""The heads kept outside: signed, linked, and of use to somebody who has nothing of the house but one file."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lantoa.audit import heads, verify_audit
from lantoa.audit.jobs import export_heads as job
from lantoa.audit.models import HeadsExport
from lantoa.audit.queries import find_faults, heads_now, lines_of_dump
from lantoa.audit.services import Act, erase_contents, export_heads, record, record_many
from lantoa.audit.verify_audit import Fault, read_exports, verify
from lantoa.config import database
from lantoa.core.actor import System
from lantoa.core.errors import Refused
from tests import sample_database
from tests.cast import Cast

ACTOR = System("thử nghiệm")
VERIFIER = Path(verify_audit.__file__)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.STATE = tmp_path / "state"
    settings.AUDIT_HEADS_DIR = str(tmp_path / "heads")
    (tmp_path / "heads").mkdir()
    return tmp_path / "heads"


def test_export_holds_every_head_signed_and_linked(cast: Cast, folder: Path) -> None:
    first = export_heads(target=folder)
    record(ACTOR, "thing.done", chain=cast.office.pk)
    second = export_heads(target=folder)

    assert first is not None
    assert second is not None
    exports, bad = read_exports([folder], first.public_key)
    assert (bad, [one["number"] for one in exports]) == ([], [1, 2])
    assert (exports[1]["previous"], exports[1]["heads"]) == (first.digest, heads_now())
    assert (exports[0]["root"], exports[0]["entries"]) == (first.root, first.entries)
    assert find_faults(exports) == []


def test_a_single_file_may_be_named(cast: Cast, folder: Path) -> None:
    export_heads(target=folder / "mot.json")

    assert [path.name for path in folder.iterdir()] == ["mot.json"]


def test_what_is_there_is_not_replaced_and_nothing_is_noted(cast: Cast, folder: Path) -> None:
    (folder / "mot.json").write_text("cũ")

    with pytest.raises(Refused, match="Đã có tệp"):
        export_heads(target=folder / "mot.json")

    assert ((folder / "mot.json").read_text(), HeadsExport.objects.count()) == ("cũ", 0)
    assert [path.name for path in folder.iterdir()] == ["mot.json"]


def test_a_folder_that_cannot_be_written_is_told(cast: Cast, folder: Path) -> None:
    (folder / "tep").write_text("")

    with pytest.raises(Refused, match="Không ghi được"):
        export_heads(target=folder / "tep" / "mot.json")


def test_the_key_is_made_once_and_read_by_its_user_only(folder: Path, tmp_path: Path) -> None:
    first = heads.public_key_of(heads.signing_key(tmp_path))

    assert heads.public_key_of(heads.signing_key(tmp_path)) == first
    assert stat.S_IMODE((tmp_path / heads.KEY_FILE).stat().st_mode) == 0o600


def test_the_job_writes_only_what_is_new(cast: Cast, folder: Path) -> None:
    job(timestamp=0)
    job(timestamp=3600)
    assert HeadsExport.objects.count() == 1

    record(ACTOR, "thing.done")
    job(timestamp=7200)
    assert (HeadsExport.objects.count(), len(list(folder.iterdir()))) == (2, 2)


@pytest.mark.parametrize(
    "change",
    [{"at": "2020-01-01T00:00:00+00:00"}, {"heads": []}, {"root": "00"}, {"signature": "00"}, {"number": 7}],
)
def test_a_changed_file_is_named_and_not_used(cast: Cast, folder: Path, change: dict[str, Any]) -> None:
    export_heads(target=folder)
    [path] = folder.iterdir()
    path.write_text(json.dumps(json.loads(path.read_text()) | change))

    exports, bad = read_exports([folder])
    assert exports == []
    assert bad == [f"Tệp {path.name}: chữ ký hoặc gốc không đúng; không dùng tệp này."]


@pytest.mark.parametrize("content", ["", "[]", "{", "null", '{"public_key": 7}', '{"public_key": "zz"}'])
def test_what_is_no_export_is_named_and_not_used(folder: Path, content: str) -> None:
    (folder / "la.json").write_text(content)

    assert read_exports([folder]) == ([], ["Tệp la.json: chữ ký hoặc gốc không đúng; không dùng tệp này."])


def test_a_file_signed_by_another_key_is_refused_against_the_published_one(
    cast: Cast, folder: Path, tmp_path: Path
) -> None:
    export_heads(target=folder)
    published = heads.public_key_of(heads.signing_key(tmp_path / "state"))
    forger = heads.signing_key(tmp_path / "forger")
    paper = heads.signed_paper([], number=1, at=HeadsExport.objects.get().at, previous="", key=forger)
    (folder / "forged.json").write_bytes(paper.content)

    exports, bad = read_exports([folder], published)
    assert (len(exports), bad) == (1, ["Tệp forged.json: chữ ký hoặc gốc không đúng; không dùng tệp này."])


def test_an_export_taken_out_of_the_line_is_named(cast: Cast, folder: Path, tmp_path: Path) -> None:
    key, at = heads.signing_key(tmp_path), export_heads(target=folder).at  # type: ignore[union-attr]
    stranger = heads.signed_paper(heads_now(), number=2, at=at, previous="ff", key=key)
    (folder / "hai.json").write_bytes(stranger.content)

    assert read_exports([folder])[1] == ["Tệp hai.json: không nối tiếp lần xuất trước."]


# --- on another machine --------------------------------------------------------------------------------------------


def rows(*, contents: bool) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines_of_dump(contents=contents)]


def test_a_dump_verifies_with_and_without_contents(cast: Cast, folder: Path) -> None:
    secret = "Hoa sen"
    entry = record(ACTOR, "thing.done", chain=cast.office.pk, label=secret, after={"a": secret})
    record(ACTOR, "thing.done", chain=cast.office.pk, after={"a": secret})
    erase_contents(actor=ACTOR, entries=[entry], basis="Căn cứ")
    export_heads(target=folder)
    exports, _bad = read_exports([folder])

    assert verify(rows(contents=True), None, exports) == []
    bare = rows(contents=False)
    assert verify(bare, None, exports) == []
    assert secret not in json.dumps(bare, ensure_ascii=False)
    assert {"values", "salts"} & set(bare[0]) == set()


def test_a_shortened_dump_is_seen_against_the_heads(cast: Cast, folder: Path) -> None:
    record_many(ACTOR, [Act("thing.done", chain=cast.office.pk)] * 3)
    export_heads(target=folder)
    exports, _bad = read_exports([folder])
    chain = str(cast.office.pk)
    whole = rows(contents=False)
    last = max(row["sequence"] for row in whole if row["chain"] == chain)

    shortened = [row for row in whole if (row["chain"], row["sequence"]) != (chain, last)]
    assert verify(shortened, None, exports) == [Fault(chain, last, "truncated")]


@pytest.fixture(scope="module")
def installation(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A database of its own, in which something was done, as the commands meet it."""
    with (
        sample_database.copy_of(sample_database.made_template(), "heads") as name,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("LANTOA_DB_NAME", name)
        yield name, tmp_path_factory.mktemp("installation")


def run_verifier(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """As a stranger does: a copy of the one file, outside the project, with nothing of it on the path."""
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-P", *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )


def test_a_stranger_verifies_with_the_file_alone(
    installation: tuple[str, Path], django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, folder = installation
    monkeypatch.setenv("LANTOA_STATE", os.environ["LANTOA_STATE"])
    with django_db_blocker.unblock(), sample_database.connected_to(name):
        record_many(ACTOR, [Act("thing.done", label=f"Việc {n}") for n in range(5)])
    verifier = folder / "verify_audit.py"
    verifier.write_bytes(VERIFIER.read_bytes())
    said = sample_database.run_lantoa("export-heads", "--out", str(folder / "heads.json"), name=name).stdout
    key = next(line for line in said.splitlines() if line.startswith("Khóa công khai")).split(": ")[1]
    sample_database.run_lantoa("export-audit", "--out", str(folder / "record.jsonl"), name=name)
    sample_database.run_lantoa("export-audit", "--contents", "--out", str(folder / "all.jsonl"), name=name)
    heads_file, dumped = folder / "heads.json", folder / "record.jsonl"

    for dump in (dumped, folder / "all.jsonl"):
        done = run_verifier(verifier, "--dump", dump, "--heads", heads_file, "--public-key", key)
        assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Nhật ký khớp.")
    assert "Việc 3" not in dumped.read_text()
    assert "Việc 3" in (folder / "all.jsonl").read_text()
    assert stat.S_IMODE(dumped.stat().st_mode) == 0o600

    lines = dumped.read_text().splitlines(keepends=True)
    dumped.write_text("".join(lines[:3]))
    done = run_verifier(verifier, "--dump", dumped, "--heads", heads_file, "--public-key", key)
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        1,
        "Chuỗi system, bản ghi 4: mất các bản ghi từ đây trở đi.",
    )
    assert run_verifier(verifier, "--dump", folder / "none.jsonl").returncode == 2

    with database.connect_as_superuser(name) as server:
        url = f"postgresql:///{name}?host={server.info.host}&port={server.info.port}&user={server.info.user}"
        whole = run_verifier(verifier, "--database", url, "--heads", heads_file, "--public-key", key)
        server.execute("UPDATE audit_entry SET act = 'x' WHERE sequence = 2")
        broken = run_verifier(verifier, "--database", url, "--heads", heads_file, "--public-key", key)
    assert (whole.returncode, whole.stderr) == (0, "")
    assert (broken.returncode, broken.stdout.splitlines()[0]) == (1, "Chuỗi system, bản ghi 2: đã bị sửa.")

    command = sample_database.run_lantoa("verify-audit", "--heads", str(heads_file), name=name, check=False)
    assert (command.returncode, command.stdout.splitlines()[0]) == (1, "Chuỗi system, bản ghi 2: đã bị sửa.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("verify-audit", "--heads", "/khong/co"), "Không có /khong/co."),
        (("export-audit", "--out", "/khong/co/tep"), "Không ghi được /khong/co/tep"),
        (("export-heads",), "thiếu --out"),
    ],
)
def test_commands_tell_what_they_cannot_do(
    installation: tuple[str, Path], arguments: tuple[str, ...], said: str
) -> None:
    done = sample_database.run_lantoa(*arguments, name=installation[0], check=False)

    assert done.returncode == 2
    assert said in done.stderr


def test_the_verifier_is_small_and_stands_alone() -> None:
    source = VERIFIER.read_text()

    assert sum(1 for line in source.splitlines() if line.strip()) <= 225
    assert [word for word in ("django", "import lantoa", "from lantoa") if word in source] == []
