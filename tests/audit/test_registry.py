"""Every act that the code records has a Vietnamese name."""

import ast
import re
import uuid
from collections.abc import Iterator

import pytest

from lantoa.audit import registry
from tests.architecture.staircase import dotted, modules, place

ACT = re.compile(r"[a-z_]+\.[a-z_]+")
RECORDS = {"record", "Act", "services.record", "services.Act"}


def literals(node: ast.AST) -> Iterator[tuple[str, int]]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and ACT.fullmatch(one.value):
            yield one.value, one.lineno


def handed_on(tree: ast.Module) -> set[str]:
    """Functions of a module that hand a parameter named `act` on to the record."""
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(one.arg == "act" for one in [*node.args.args, *node.args.kwonlyargs])
        and any(isinstance(one, ast.Call) and dotted(one.func) in RECORDS for one in ast.walk(node))
    }


def acts_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The literals that stand where an act stands: given to the record, to who hands it on, or kept in a variable `act`."""
    through = handed_on(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func) in RECORDS:
            places = node.args[:1] if dotted(node.func).endswith("Act") else node.args[1:2]
            for given in [*places, *(one.value for one in node.keywords if one.arg == "act")]:
                yield from literals(given)
        elif isinstance(node, ast.Call) and dotted(node.func) in through:
            for given in [*node.args, *(one.value for one in node.keywords)]:
                if isinstance(given, ast.Constant | ast.IfExp):
                    yield from literals(given)
        elif isinstance(node, ast.Assign) and any(dotted(one) == "act" for one in node.targets):
            yield from literals(node.value)


def recorded_acts() -> dict[str, str]:
    """Act → one place of the code that records it."""
    found = {}
    for path in modules("*/services.py", "*/services/**/*.py", "*/adapter.py", "*/signals.py", "*/jobs.py"):
        if "lantoa.audit" in path.read_text():
            found |= {act: place(path, line) for act, line in acts_in(ast.parse(path.read_text()))}
    return found


def test_every_recorded_act_has_a_name() -> None:
    missing = {act: where for act, where in recorded_acts().items() if act not in registry.ACTS}
    assert missing == {}, "name them in the app's apps.py (lantoa/audit/registry.py says how)"


def test_the_scan_sees_acts_in_each_way_of_writing_them() -> None:
    found = set(recorded_acts())
    direct, handed, kept = "submission.handed_over", "practice.registered", "decision.withdrawn"
    merged = "unit.merged"  # through organisation's own way to write several
    assert {direct, handed, kept, merged} - found == set()


def test_an_act_is_named_once() -> None:
    with pytest.raises(ValueError, match=r"unit\.moved is named twice"):
        registry.name_acts({"unit.moved": "Khác"})


def test_an_unknown_act_is_shown_as_written() -> None:
    assert registry.act_label("thing.done") == "thing.done"


def test_addresses_ask_each_kind_once_and_only_those_with_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    asked: list[object] = []

    def openable(user: object, identities: object) -> dict[uuid.UUID, str]:
        asked.append((user, identities))
        return {one: "/a/"}

    monkeypatch.setattr(
        registry,
        "KINDS",
        {"x.thing": registry.Kind("Vật", openable), "x.bare": registry.Kind("Trần", None)},
    )
    found = registry.addresses("ai đó", {"x.thing": {one, other}, "x.bare": {one}, "x.unknown": {one}})

    assert found == {("x.thing", one): "/a/"}
    assert asked == [("ai đó", {one, other})]
