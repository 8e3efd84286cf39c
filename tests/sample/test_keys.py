"""A database whose secret key was lost or is another one: said before anything is served."""

import secrets

import pytest

from lantoa.config import database, env
from tests import sample_database


def lantoa(*words: str, name: str) -> tuple[int, list[str]]:
    done = sample_database.run_lantoa(*words, name=name, check=False)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_another_key_is_refused_before_anything_is_served_and_the_old_one_beside_it_is_not(
    sample_copy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, [said] = lantoa("check-keys", name=sample_copy)
    assert (code, said.startswith("Mở được cả "), said.endswith(" giá trị đã thử, ở 15 chỗ.")) == (
        0,
        True,
        True,
    )
    before = env.env_str("LANTOA_SECRET_KEY") or env.kept_secret("secret_key")
    monkeypatch.setenv("LANTOA_SECRET_KEY", secrets.token_urlsafe(50))
    code, lines = lantoa("check-keys", name=sample_copy)
    assert (code, len(lines), lines[-2]) == (1, 16, "mfa_authenticator.data: 2 trong 2 không mở được.")
    for part in ("serve", "work"):
        code, [said] = lantoa(part, name=sample_copy)
        assert (code, said.partition(". ")[0]) == (
            2,
            "Khóa bí mật hiện nay không phải khóa đã niêm phong dữ liệu này",
        )
    monkeypatch.setenv("LANTOA_OLD_SECRET_KEYS", before)
    assert lantoa("check-keys", name=sample_copy)[0] == 0


def test_database_without_tables_has_nothing_sealed(django_db_setup: None) -> None:
    """As while a copy is being restored: the server is held by `lantoa serve`, and no table stands yet."""
    name = sample_database.own_name("empty")
    database.ensure_database(name)
    try:
        assert lantoa("check-keys", name=name) == (0, ["Mở được cả 0 giá trị đã thử, ở 0 chỗ."])
    finally:
        database.drop_database(name)
