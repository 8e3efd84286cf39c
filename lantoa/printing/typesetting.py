"""One door to typst: a template of this app, data as JSON, and no warning let through."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal

import typst

from lantoa.printing.document import in_nfc
from lantoa.printing.errors import TypesettingFailed
from lantoa.printing.fonts import load_fonts

TEMPLATES = Path(__file__).resolve().parent / "templates" / "printing"


def set_pdf(template: str, data: dict[str, Any], *, created_on: date) -> bytes:
    """A tagged PDF/A-2b of `template` filled with `data`; the same input gives the same bytes.

    PDF/A refuses letters that no font has. Raises `TypesettingFailed` for those, for missing fonts and for
    any other warning, and `FontsMissing` when the font files are absent.
    """
    pages = _compile(template, data, created_on, "pdf", None)
    return pages[0]


def set_png(template: str, data: dict[str, Any], *, ppi: float = 110) -> list[bytes]:
    """Each page as a PNG of `ppi` dots an inch, for previews. Raises as `set_pdf`."""
    return _compile(template, data, date(2000, 1, 1), "png", ppi)


def _compile(
    template: str, data: dict[str, Any], created_on: date, form: Literal["pdf", "png"], ppi: float | None
) -> list[bytes]:
    compiler = _compiler(template, data)
    try:
        made, warnings = compiler.compile_with_warnings(
            format=form,
            ppi=ppi,
            pdf_standards=["a-2b"] if form == "pdf" else [],
            timestamp=datetime.combine(created_on, time(), UTC),
        )
    except typst.TypstError as error:
        raise TypesettingFailed(f"{template}: {error.message}") from error
    fail_on(template, (warning.message for warning in warnings))
    if made is None:
        raise TypesettingFailed(f"{template}: no page came out")
    return made if isinstance(made, list) else [made]


def ask(template: str, data: dict[str, Any], label: str) -> Any:
    """The value of the `metadata` a template labels `label`, for example on which pages things came to
    stand."""
    try:
        return json.loads(_compiler(template, data).query(f"<{label}>", field="value", one=True))
    except typst.TypstError as error:
        raise TypesettingFailed(f"{template}: {error.message}") from error


def _compiler(template: str, data: dict[str, Any]) -> typst.Compiler:
    # Data travels as a value, never as source: a name with a typst sign in it stays a name.
    return typst.Compiler(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=load_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_normal(data), ensure_ascii=False)},
    )


def fail_on(template: str, warnings: Iterable[str]) -> None:
    """Turn warnings into an error: typst only warns when a font is missing and prints in another one."""
    messages = sorted(set(warnings))
    if messages:
        raise TypesettingFailed(f"{template}: {'; '.join(messages)}")


def _normal(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _normal(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_normal(part) for part in value]
    return in_nfc(value)
