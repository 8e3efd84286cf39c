"""Imports, foreign keys and templates go down the staircase only."""

import re
import subprocess
import sys

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from tests.architecture.staircase import APPS, HOUSE, LIBRARY_FOLDERS, PROJECT, may_use, place

POINTS_AT_TEMPLATE = re.compile(r"{%-?\s*(?:extends|include|includeblock)\s+[\"']([^\"']+)[\"']")
RENDERS = re.compile(r"[\"']([a-z_]+)/[a-z_/]+\.html[\"']")
# A model that other rooms may reach back from, with the reason.
REACHED_BACK = {
    "organisation.Person.user": "the account's person is read with the account in one statement on every page",
}


def test_imports_keep_the_contracts() -> None:
    command = [str(PROJECT / ".venv/bin/lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_folder_of_the_house_is_an_app_of_the_staircase() -> None:
    folders = {path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists()}
    assert sorted(folders) == APPS


def relations() -> list[tuple[str, str, str, str]]:
    """(app, app pointed at, field, related name) for every relation that a model of the house declares."""
    found = []
    for model in apps.get_models():
        app = model._meta.app_label
        if not model.__module__.startswith("lantoa."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | OneToOneField | ManyToManyField) and field.model is model:
                to = field.related_model._meta.app_label  # type: ignore[union-attr]
                name = f"{app}.{model.__name__}.{field.name}"
                found.append((app, to, name, field.remote_field.related_name or ""))
    return found


def test_foreign_keys_go_down_only() -> None:
    assert [name for app, to, name, _back in relations() if not may_use(app, to)] == []


def test_foreign_keys_across_apps_leave_no_way_back() -> None:
    found = {name for app, to, name, back in relations() if app != to and not back.endswith("+")}
    assert found == set(REACHED_BACK)


def test_templates_use_templates_of_lower_apps_only() -> None:
    found = []
    for app in APPS:
        for path in sorted((HOUSE / app / "templates").rglob("*.html")):
            for used in POINTS_AT_TEMPLATE.findall(path.read_text()):
                folder = used.split("/")[0]
                owner = LIBRARY_FOLDERS.get(folder, folder)
                if not may_use(app, owner):
                    found.append(f"{place(path)} uses {used}")
    assert found == []


def test_views_render_templates_of_their_own_or_lower_apps() -> None:
    found = []
    for app in APPS:
        for path in sorted((HOUSE / app).rglob("*.py")):
            for folder in RENDERS.findall(path.read_text()):
                owner = LIBRARY_FOLDERS.get(folder, folder)
                if owner in APPS and not may_use(app, owner):
                    found.append(f"{place(path)} renders {folder}/")
    assert found == []


def test_templates_stand_in_a_folder_of_their_apps_name() -> None:
    """Otherwise a template of one app silently replaces that of another."""
    found = []
    for app in APPS:
        root = HOUSE / app / "templates"
        for path in root.rglob("*.html"):
            folder = path.relative_to(root).parts[0]
            if LIBRARY_FOLDERS.get(folder, folder) != app:
                found.append(place(path))
    assert found == []


def test_the_interpreter_is_that_of_the_project() -> None:
    """`lint-imports` above must see the same packages as the tests."""
    assert sys.prefix == str(PROJECT / ".venv")
