"""JSON files at the gate: known by content, read as text, searched for marks also behind escapes."""

import pytest

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import SecretFile, admit_bytes
from lantoa.attachments.reading import Passage, text_of
from lantoa.core.errors import Refused


def test_json_is_known_by_content_and_kept_as_it_is() -> None:
    content = b'\xef\xbb\xbf {"a": ["x", {"b": "y\\nz"}]}'
    taken = admit_bytes(content, "bieu.json", allowed=[Kind.JSON])
    assert (taken.kind, taken.name, taken.content) == (Kind.JSON, "bieu.json", content)
    assert text_of(taken) == [Passage("text", ("a", "x", "b", "y", "z"))]


@pytest.mark.parametrize("content", [b'[\n  {"a": 1}]', b"[]", b"[{}]"])
def test_list_of_objects_is_json(content: bytes) -> None:
    assert admit_bytes(content, "bai.json", allowed=[Kind.JSON]).kind == Kind.JSON


def test_broken_json_is_let_in_for_its_reader_to_say_where() -> None:
    assert admit_bytes(b'{"a": ', "bieu.json", allowed=[Kind.JSON]).kind == Kind.JSON


def test_deep_json_breaks_nothing() -> None:
    content = b'{"a": ' + b"[" * 200_000
    assert admit_bytes(content, "sau.json", allowed=[Kind.JSON]).size == len(content)


@pytest.mark.parametrize("content", [b'{"a": "\xff"}', b'{"a": "\x01"}'])
def test_json_of_another_coding_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        admit_bytes(content, "bieu.json", allowed=[Kind.JSON])


def test_mark_behind_escapes_is_found() -> None:
    with pytest.raises(SecretFile):
        admit_bytes(b'{"dau": "T\\u1ed0I M\\u1eacT"}', "bieu.json", allowed=[Kind.JSON])


def test_json_is_no_table() -> None:
    with pytest.raises(Refused):
        admit_bytes(b'{"a": 1}', "bang.csv", allowed=[Kind.CSV])
