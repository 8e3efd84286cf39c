"""A database that version 0.1.0 wrote keeps its record, and the record keeps verifying."""

import hashlib
import json
from typing import Any

import pytest

from lantoa.audit.queries import find_faults
from lantoa.audit.services import record
from lantoa.config import database
from lantoa.config.env import OWNER_ROLE
from lantoa.core.actor import System
from tests import sample_database
from tests.conftest import manage

AT = "2021-04-06T01:02:03.000004+00:00"


def digest_of_0_1_0(previous: str, fields: list[Any]) -> str:
    """As `lantoa/audit/chain.py` of version 0.1.0 had it."""
    said = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(previous.encode() + b"\n" + said).hexdigest()


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None) -> Any:
    name = sample_database.own_name("upgrade")
    database.drop_database(name)
    database.ensure_database(name)
    manage("migrate", "audit", "0002", "--skip-checks", "--verbosity", "0", name=name, role="owner")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANTOA_DB_NAME", name)
        with database.connect(OWNER_ROLE) as owner:
            previous = ""
            for sequence in (1, 2, 3):
                after = {"tên": "Đảng ủy", "n": sequence}
                fields = [
                    "system",
                    sequence,
                    AT,
                    None,
                    "hệ thống",
                    "thing.done",
                    "",
                    None,
                    "Việc",
                    {},
                    after,
                    "ab",
                ]
                digest = digest_of_0_1_0(previous, fields)
                owner.execute(
                    b"INSERT INTO audit_entry (chain, sequence, at, actor_id, actor_label, act, subject_kind, subject_id,"
                    b' subject_label, "before", "after", request_id, previous, digest)'
                    b" VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                    [*fields[:9], "{}", json.dumps(after), "ab", previous, digest],
                )
                previous = digest
            owner.execute(b"INSERT INTO audit_head VALUES ('system', 3, %s)", [previous])
    manage("migrate", "--skip-checks", "--verbosity", "0", name=name, role="owner")
    yield name
    database.drop_database(name)


def test_record_of_0_1_0_verifies_after_the_upgrade_and_goes_on(
    upgraded: str, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), sample_database.connected_to(upgraded):
        assert find_faults() == []
        assert record(System("mới"), "thing.done").sequence == 4
        assert find_faults() == []


def test_app_role_lost_its_rights_on_the_new_tables(upgraded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANTOA_DB_NAME", upgraded)
    with database.connect() as app:
        assert database.unprotected(app) == []


def test_migrating_again_takes_back_what_a_restore_gave(
    upgraded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANTOA_DB_NAME", upgraded)
    with database.connect(OWNER_ROLE) as owner:
        owner.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO lantoa_app")
    with database.connect() as app:
        assert [sentence.partition(";")[0] for sentence in database.unprotected(app)] == [
            "Người dùng lantoa_app sửa hoặc xóa được nhật ký kiểm toán"
            " (audit_content, audit_entry, audit_head, audit_headsexport)"
        ]
    manage("migrate", "audit", "--skip-checks", "--verbosity", "0", name=upgraded, role="owner")
    with database.connect() as app:
        assert database.unprotected(app) == []
