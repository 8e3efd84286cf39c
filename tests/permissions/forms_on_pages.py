"""The forms of a page as somebody would send them untouched: every field with the value that it shows."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


@dataclass
class FormOnPage:
    """`method` in capitals, `action` an address of the house, `fields` name → value; of several buttons the first is pressed."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)  # names of fields that take any text


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.forms: list[FormOnPage] = []
        self._form: FormOnPage | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = FormOnPage(
                given.get("method", "get").upper(), urljoin(self.page, given.get("action") or self.page)
            )
            self.forms.append(self._form)
            return
        form, name = self._form, given.get("name", "")
        if form is None or "disabled" in given:
            return
        if tag == "input" and name:
            self._input(form, name, given)
        elif tag == "button" and name and given.get("type", "submit") == "submit":
            form.fields.setdefault(name, given.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in form.fields):
            form.fields[self._select] = given.get("value", "")
        elif tag == "textarea" and name:
            self._area = name
            form.fields[name] = ""
            form.texts.add(name)

    def _input(self, form: FormOnPage, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in {"file", "submit", "image", "reset"} or (
            kind in {"checkbox", "radio"} and "checked" not in given
        ):
            return
        form.fields[name] = given.get("value", "on" if kind == "checkbox" else "")
        if kind in {"text", "search"}:
            form.texts.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form.fields[self._area] += data


def forms_on(page: str, content: bytes) -> list[FormOnPage]:
    """Every form of a page that leads to an address of the house."""
    reader = _Reader(page)
    reader.feed(content.decode(errors="replace"))
    return [one for one in reader.forms if not urlsplit(one.action).netloc]
