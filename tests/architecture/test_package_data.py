"""A wheel carries what the program reads."""

import tomllib
from pathlib import Path

from tests.architecture.staircase import HOUSE, PROJECT


def test_a_wheel_carries_every_file_of_the_house() -> None:
    """Packages are the folders with `__init__.py`; of what is no Python file in them, setuptools takes what a pattern of
    `package-data` finds from the package's own folder."""
    told = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    packages = {path.parent for path in HOUSE.rglob("__init__.py")}
    carried: set[Path] = set()
    for package in packages:
        name = ".".join(package.relative_to(PROJECT).parts)
        carried.update(*(package.glob(one) for key in ("*", name) for one in told.get(key, [])))
        carried.update(package.glob("*.py"))
    files = {path for path in HOUSE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert sorted(str(path.relative_to(PROJECT)) for path in files - carried) == []
