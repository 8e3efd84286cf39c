"""Typed readers of environment variables, and the addresses of the database.

Variables: LANTOA_STATE (folder of everything this installation writes; default `.local` in the project),
DATABASE_URL (a PostgreSQL server of one's own; the embedded one otherwise), DATABASE_OWNER_URL (the role that migrates;
DATABASE_URL otherwise), LANTOA_DB_ROLE (`app` or `owner`: which of the two this process is),
AUDIT_HEADS_DIR (where the heads of the record are written every hour; default `heads` in LANTOA_STATE).
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PROJECT = Path(__file__).resolve().parents[2]

OWNER_ROLE = "lantoa_owner"
APP_ROLE = "lantoa_app"


def env_str(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_bool(name: str, default: bool = False) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    return int(value) if value else default


def env_list(name: str, default: list[str]) -> list[str]:
    value = os.environ.get(name)
    return default if value is None else [part.strip() for part in value.split(",") if part.strip()]


def state_directory() -> Path:
    """Where this installation keeps what it writes: files, keys, logs."""
    return Path(env_str("LANTOA_STATE") or PROJECT / ".local")


def kept_secret(name: str) -> str:
    """A secret made once for this installation and kept, readable by its user only."""
    path = state_directory() / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(50))
        try:
            os.link(temporary, path)  # the first of two starters wins, the other reads its secret
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text().strip()


def database_settings(url: str, embedded: dict[str, Any]) -> dict[str, Any]:
    """Django's settings of one connection from `postgresql://user:password@host:port/name?option=value`."""
    if not url:
        return embedded
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def sample_clock_offset() -> timedelta:
    """How far the sample's own present lies from the real one; zero where no sample was loaded.

    `lantoa load-sample` writes the file; the story of the sample then goes on from its last day at the real pace.
    """
    path = state_directory() / "sample_clock"
    return timedelta(seconds=float(path.read_text())) if path.exists() else timedelta(0)
