"""Readers of the environment."""

from pathlib import Path

import pytest

from lantoa.config import env


def test_database_settings_take_every_part_of_the_address() -> None:
    read = env.database_settings("postgresql://b%40n:m%2Ft@db.local:6432/lan_toa?sslmode=require", {})
    assert read == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "lan_toa",
        "USER": "b@n",
        "PASSWORD": "m/t",
        "HOST": "db.local",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_settings_without_an_address_are_the_embedded_ones() -> None:
    assert env.database_settings("", {"HOST": "/run/x"}) == {"HOST": "/run/x"}


def test_database_settings_refuse_another_kind_of_database() -> None:
    with pytest.raises(ValueError, match="not mysql://"):
        env.database_settings("mysql://a@b/c", {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", True), (" TRUE ", True), ("on", True), ("0", False), ("", False), ("không", False)],
)
def test_env_bool_reads_what_people_write(monkeypatch: pytest.MonkeyPatch, text: str, expected: bool) -> None:
    monkeypatch.setenv("LANTOA_X", text)
    assert env.env_bool("LANTOA_X", default=True) is expected


def test_env_bool_absent_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANTOA_X", raising=False)
    assert env.env_bool("LANTOA_X", default=True) is True


def test_env_list_drops_spaces_and_empty_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANTOA_X", " a.vn, ,b.vn ,")
    assert env.env_list("LANTOA_X", ["c"]) == ["a.vn", "b.vn"]


def test_env_int_blank_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANTOA_X", " ")
    assert env.env_int("LANTOA_X", 7) == 7


def test_kept_secret_is_made_once_and_is_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LANTOA_STATE", str(tmp_path / "state"))
    first = env.kept_secret("key")
    assert (env.kept_secret("key"), len(first) >= 50) == (first, True)
    assert (tmp_path / "state" / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["key"]
