"""The lock file must install from whatever registry npm is set to: no address of one may be in it."""

import json

from tests.ui.tokens import PROJECT

LOCK = PROJECT / "frontend" / "package-lock.json"


def test_lock_file_has_no_resolved_address() -> None:
    packages = json.loads(LOCK.read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_lock_file_pins_each_package_by_hash() -> None:
    packages = json.loads(LOCK.read_text())["packages"]
    assert [name for name, package in packages.items() if name and not package.get("integrity")] == []


def test_lock_file_names_no_registry() -> None:
    content = LOCK.read_text()
    assert ["registry" in content, "npmjs" in content, ".tgz" in content] == [False, False, False]


def test_npm_is_told_to_leave_addresses_out() -> None:
    lines = (PROJECT / "frontend" / ".npmrc").read_text().splitlines()
    assert "omit-lockfile-registry-resolved=true" in lines
    assert [line for line in lines if "//" in line] == []
