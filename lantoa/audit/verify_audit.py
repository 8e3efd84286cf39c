#!/usr/bin/env python3
"""Verify a record of Lan Tỏa: its hash chains, the commitments to names and texts, erasures, and the heads kept outside.

    python verify_audit.py --database postgresql://… [--heads FILE|FOLDER …] [--public-key HEX]
    python verify_audit.py --dump record.jsonl       [--heads FILE|FOLDER …] [--public-key HEX]

This file stands alone: Python 3.11, `psycopg` for --database and `cryptography` for --heads, nothing of Lan Tỏa. Exit code 0: all
holds; 1: something does not; 2: it could not be verified. A dump is what `lantoa export-audit` writes.
"""

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

PARTS = ("actor_label", "subject_label", "before", "after")
PLAIN = ("chain", "sequence", "at", "actor_id", "act", "subject_kind", "subject_id", "request_id")
ERASURE = "audit.contents_erased"
REASONS = {
    "missing": "thiếu bản ghi này",
    "order": "không nối tiếp bản ghi trước",
    "changed": "đã bị sửa",
    "content": "tên hoặc nội dung đã bị sửa",
    "unrecorded": "mất nội dung mà không có bản ghi nào cho phép xóa",
    "truncated": "mất các bản ghi từ đây trở đi",
    "rewritten": "đã bị viết lại: không khớp đầu chuỗi đã công bố",
    "absent": "mất cả chuỗi",
    "head": "có bản ghi mà đầu chuỗi không ghi nhận",
}
ROWS = """SELECT e.form, e.chain, e.sequence, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
 e.actor_id::text, e.act, e.subject_kind, e.subject_id::text, e.request_id, e.previous, e.digest, e.commitments, c.salts,
 c.actor_label, c.subject_label, c.before::text, c.after::text
 FROM audit_entry e LEFT JOIN audit_content c ON c.entry_id = e.id ORDER BY e.chain COLLATE "C", e.sequence"""
Row = dict[str, Any]
Exports = list[dict[str, Any]]


class Fault(NamedTuple):
    """The first bad place of a chain. `until`: where it is only known that the change lies between two exported heads."""

    chain: str
    sequence: int
    reason: str
    until: int = 0


def packed(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def plain(row: Row) -> list[Any]:
    return [row[name] for name in PLAIN]


def link(row: Row, sequence: int, digest: str) -> str:
    """Why the entry may not follow the one at `sequence`, or nothing. Form 1 hashed names and texts themselves."""
    if row["sequence"] != sequence + 1:
        return "missing"
    if row["previous"] != digest:
        return "order"
    said = plain(row)
    if row["form"] == 1:
        actor, *others = row.get("values", [None] * 4)
        if None in (actor, *others):
            return ""  # not to be recomputed; if its contents were erased, the record of the erasure vouches for it
        said = [*said[:4], actor, *said[4:7], *others, said[7]]
    else:
        said = [row["form"], *said, row["commitments"]]
    return "" if sha256(digest.encode() + b"\n" + packed(said)) == row["digest"] else "changed"


def erased(row: Row) -> set[str]:
    """The parts that are gone. Raises ValueError where what is left does not fit its commitment."""
    gone = {part for part, value in zip(PARTS, row["values"], strict=True) if value is None}
    if row["form"] != 1:
        kept = zip(PARTS, row["salts"] or [None] * 4, row["values"], row["commitments"], strict=True)
        for part, salt, value, promised in kept:
            if part not in gone and sha256(bytes.fromhex(salt or "") + packed(value)) != promised:
                raise ValueError(part)
    return gone


def permitted_by(row: Row) -> list[tuple[int, set[str], str]]:
    """What the record of an erasure allows to be gone: place, parts, seal of an entry of form 1."""
    if row["act"] != ERASURE or not isinstance(row.get("values", PARTS)[3], dict):
        return []
    found = row["values"][3].get("erased", [])
    return [(one["sequence"], set(one["parts"]), one.get("seal", "")) for one in found]


def verify(
    rows: Iterable[Row], ends: dict[str, tuple[int, str]] | None = None, exports: Iterable[Row] = ()
) -> list[Fault]:
    """The first fault of each chain that has one, by chain. `rows` in the order of chain and sequence, without `values` where
    contents were not handed out; `ends`: the heads that the database itself keeps; `exports`: what `read_exports` gives.

    A content that is gone without a record is named only in a chain that is otherwise whole: else the record may be lost.
    """
    outside: dict[str, dict[int, str]] = defaultdict(dict)
    for chain, sequence, digest in (head for one in exports for head in one["heads"]):
        outside[chain].setdefault(sequence, digest)
    faults: dict[str, Fault] = {}
    last: dict[str, tuple[int, str]] = {}
    agreed: dict[str, int] = defaultdict(int)  # up to where a chain agrees with the heads outside
    gone: dict[tuple[str, int], tuple[set[str], str]] = {}
    allowed: dict[tuple[str, int], tuple[set[str], str]] = {}
    for row in rows:
        chain, place = row["chain"], row["sequence"]
        if chain in faults:
            continue
        before = last.get(chain, (0, ""))
        reason, missing = link(row, *before), set()
        if not reason and "values" in row:
            try:
                missing = erased(row)
            except ValueError:
                reason = "content"
        if missing:
            gone[chain, place] = (missing, sha256(packed(plain(row))) if row["form"] == 1 else "")
            reason = "unrecorded" if row["act"] == ERASURE else reason
        if reason:
            faults[chain] = Fault(chain, before[0] + 1, reason)
            continue
        for sequence, parts, seal in permitted_by(row):
            known, sealed = allowed.get((chain, sequence), (set(), ""))
            allowed[chain, sequence] = (known | parts, sealed or seal)
        last[chain] = (place, row["digest"])
        if outside[chain].get(place, row["digest"]) != row["digest"]:
            faults[chain] = Fault(chain, agreed[chain] + 1, "rewritten", place)
        elif place in outside[chain]:
            agreed[chain] = place
    for chain, heads in outside.items():
        if chain not in faults and heads and max(heads) > last.get(chain, (0, ""))[0]:
            lost = (last[chain][0] + 1, "truncated") if chain in last else (1, "absent")
            faults[chain] = Fault(chain, *lost)
    for chain in set(ends) | set(last) if ends is not None else ():
        end, kept = last.get(chain, (0, "")), (ends or {}).get(chain, (0, ""))
        if chain not in faults and end != kept:
            faults[chain] = Fault(
                chain, min(end[0], kept[0]) + 1, "truncated" if end[0] < kept[0] else "head"
            )
    for (chain, place), (parts, seal) in sorted(gone.items()):
        permitted, sealed = allowed.get((chain, place), (set(), ""))
        if chain not in faults and (not parts <= permitted or seal != sealed):
            faults[chain] = Fault(chain, place, "changed" if parts <= permitted else "unrecorded")
    return [faults[chain] for chain in sorted(faults)]


def rows_of(connection: Any) -> Iterator[Row]:
    """The rows of an open psycopg connection inside a transaction, read in portions, as a dump has them."""
    with connection.cursor(name="audit") as cursor:
        cursor.itersize = 5000
        cursor.execute(ROWS)
        for form, *found in cursor:
            row: Row = dict(zip(("form", *PLAIN), (form, *found[:8]), strict=True))
            row |= zip(("previous", "digest", "commitments", "salts"), found[8:12], strict=True)
            row["values"] = [
                *found[12:14],
                *(None if text is None else json.loads(text) for text in found[14:]),
            ]
            yield row


def ends_of(connection: Any) -> dict[str, tuple[int, str]]:
    found = connection.execute("SELECT chain, sequence, digest FROM audit_head WHERE sequence > 0").fetchall()
    return {chain: (sequence, digest) for chain, sequence, digest in found}


def merkle_root(heads: list[list[Any]]) -> str:
    """As in RFC 6962: leaves and nodes are hashed apart, a node without a partner moves up."""
    level = [hashlib.sha256(b"\0" + packed(head)).digest() for head in heads] or [
        hashlib.sha256(b"").digest()
    ]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [hashlib.sha256(b"\1" + a + b).digest() for a, b in pairs] + level[len(level) // 2 * 2 :]
    return level[0].hex()


def read_exports(paths: Iterable[Path], public_key: str = "") -> tuple[Exports, list[str]]:
    """The exported heads that are what they say, oldest first, and a sentence for each file that is not."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    good: Exports = []
    bad: list[str] = []
    digests: dict[int, set[str]] = defaultdict(set)
    files = [file for path in paths for file in (path.glob("*.json") if path.is_dir() else [path])]
    for path in sorted(files):
        try:
            one = json.loads(path.read_text())
            signed = packed({name: value for name, value in one.items() if name != "signature"})
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key or one["public_key"]))
            key.verify(bytes.fromhex(one["signature"]), signed)
            if merkle_root(one["heads"]) != one["root"]:
                raise ValueError("root")
            good.append(one | {"file": path.name})
            digests[one["number"]].add(sha256(signed))
        except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError):
            bad.append(f"Tệp {path.name}: chữ ký hoặc gốc không đúng; không dùng tệp này.")
    for one in good:
        if one["previous"] not in digests.get(one["number"] - 1, {one["previous"]}):
            bad.append(f"Tệp {one['file']}: không nối tiếp lần xuất trước.")  # noqa: PERF401
    return sorted(good, key=lambda one: (one["number"], one["at"])), bad


def report(faults: list[Fault], bad: list[str], exports: Exports, say: Callable[[str], Any] = print) -> int:
    """Say what was found; the exit code."""
    for sentence in bad:
        say(sentence)
    for one in faults:
        until = f" đến {one.until}" if one.until > one.sequence else ""
        say(f"Chuỗi {one.chain}, bản ghi {one.sequence}{until}: {REASONS[one.reason]}.")
    if exports:
        newest = exports[-1]
        say(
            f"Đã so với {len(exports)} lần xuất đầu chuỗi, lần cuối {newest['at']}, khóa {newest['public_key']}."
        )
    else:
        say("Không có đầu chuỗi lưu bên ngoài để so: không thấy được việc cắt đuôi hay viết lại cả chuỗi.")
    say("Nhật ký có chỗ hỏng." if faults or bad else "Nhật ký khớp.")
    return 1 if faults or bad else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Đối chiếu nhật ký Lan Tỏa, không cần cài Lan Tỏa.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--database", help="địa chỉ postgresql://…")
    source.add_argument("--dump", type=Path, help="tệp do “lantoa export-audit” xuất")
    parser.add_argument("--heads", type=Path, action="append", default=[], help="tệp hoặc thư mục đầu chuỗi")
    parser.add_argument("--public-key", default="", help="khóa đã công bố; bỏ trống thì tin khóa trong tệp")
    given = parser.parse_args()
    exports, bad = read_exports(given.heads, given.public_key) if given.heads else ([], [])
    if given.database:
        import psycopg

        with psycopg.connect(given.database) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            faults = verify(rows_of(connection), ends_of(connection), exports)
    else:
        with given.dump.open(encoding="utf-8") as lines:
            faults = verify(map(json.loads, lines), None, exports)
    return report(faults, bad, exports)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception as error:  # whatever it is: not verified, which is neither "holds" nor "broken"
        sys.stderr.write(f"Không đối chiếu được: {error}\n")
        sys.exit(2)
