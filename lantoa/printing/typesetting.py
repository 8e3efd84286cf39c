"""One door to typst: a template of this app, data as JSON, and no warning let through."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final, Literal

import typst

from lantoa.printing.document import in_nfc
from lantoa.printing.errors import TypesettingFailed
from lantoa.printing.fonts import load_fonts

Pictures = Mapping[str, bytes]
NO_PICTURES: Final[Pictures] = {}
TEMPLATES = Path(__file__).resolve().parent / "templates" / "printing"


def set_pdf(
    template: str, data: dict[str, Any], *, created_on: date, pictures: Pictures = NO_PICTURES
) -> bytes:
    """A tagged PDF/A-2b of `template` filled with `data`; the same input gives the same bytes. `pictures` lie beside the template
    under their names.

    PDF/A refuses letters that no font has. Raises `TypesettingFailed` for those, for missing fonts and for
    any other warning, and `FontsMissing` when the font files are absent.
    """
    pages = _compile(template, data, created_on, "pdf", None, pictures)
    return pages[0]


def set_png(
    template: str, data: dict[str, Any], *, ppi: float = 110, pictures: Pictures = NO_PICTURES
) -> list[bytes]:
    """Each page as a PNG of `ppi` dots an inch, for previews. Raises as `set_pdf`."""
    return _compile(template, data, date(2000, 1, 1), "png", ppi, pictures)


def _compile(
    template: str,
    data: dict[str, Any],
    created_on: date,
    form: Literal["pdf", "png"],
    ppi: float | None,
    pictures: Pictures,
) -> list[bytes]:
    try:
        with _compiler(template, data, pictures) as compiler:
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


def ask(template: str, data: dict[str, Any], label: str, *, pictures: Pictures = NO_PICTURES) -> Any:
    """The value of the `metadata` a template labels `label`, for example on which pages things came to
    stand."""
    try:
        with _compiler(template, data, pictures) as compiler:
            return json.loads(compiler.query(f"<{label}>", field="value", one=True))
    except typst.TypstError as error:
        raise TypesettingFailed(f"{template}: {error.message}") from error


@contextmanager
def _compiler(template: str, data: dict[str, Any], pictures: Pictures) -> Iterator[typst.Compiler]:
    """With pictures the template is copied beside them, into a folder that goes when the pages are set."""
    if not pictures:
        yield _compiler_in(TEMPLATES, template, data)
        return
    with tempfile.TemporaryDirectory(prefix="lantoa-") as made:
        folder = Path(made)
        (folder / template).write_bytes((TEMPLATES / template).read_bytes())
        for name, content in pictures.items():
            (folder / name).write_bytes(content)
        yield _compiler_in(folder, template, data)


def _compiler_in(folder: Path, template: str, data: dict[str, Any]) -> typst.Compiler:
    # Data travels as a value, never as source: a name with a typst sign in it stays a name.
    return typst.Compiler(
        folder / template,
        root=folder,
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
