"""The steps of the house, read from the contract that import-linter checks."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
HOUSE = PROJECT / "lantoa"
# Template folders named after what a library looks for there, and whose app gives them.
LIBRARY_FOLDERS = {"account": "accounts"}


def steps() -> dict[str, int]:
    """App → its step, counted from the bottom; strangers stand on one step."""
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["type"] == "layers" and one.get("exhaustive"))
    return {app.strip(): step for step, layer in enumerate(reversed(layers)) for app in layer.split("|")}


STEPS = steps()
APPS = sorted(app for app in STEPS if (HOUSE / app).is_dir())


def may_use(upper: str, lower: str) -> bool:
    """Down only, or within one app."""
    return upper == lower or STEPS[lower] < STEPS[upper]


def modules(*patterns: str) -> list[Path]:
    """Source files of the house by glob inside an app, migrations left aside."""
    found = {path for pattern in patterns for path in HOUSE.glob(pattern) if "migrations" not in path.parts}
    return sorted(path for path in found if path.suffix == ".py")


def layer(name: str) -> list[Path]:
    """A file of an app's layer, or the files of the folder of that name."""
    return modules(f"*/{name}.py", f"*/{name}/**/*.py")


def place(path: Path, line: int = 0) -> str:
    named = str(path.relative_to(PROJECT))
    return f"{named}:{line}" if line else named


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Every dotted name that is called in a file, with its line."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node.lineno


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an expression of names and attributes; what stands before is left out."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return node.id if isinstance(node, ast.Name) else ""
