"""The heads of all chains as one signed paper, to be kept where whoever owns the database cannot reach.

A hash chain does not stop its owner from cutting off its end or writing it anew; heads that lie elsewhere show both. The paper
is JSON: `number`, `at`, `previous` (digest of the paper before), `chains`, `entries`, `heads` ([chain, sequence, digest] each),
`root` (Merkle root over the heads, RFC 6962), `public_key`, `signature` (Ed25519 over the canonical JSON of all the rest).
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from lantoa.audit.chain import packed

FORMAT = "lantoa-heads-1"
KEY_FILE = "audit_heads_key"  # in the state directory


@dataclass(frozen=True)
class Paper:
    """`content`: the bytes of the file; `digest`: of what is signed, by which the next paper names this one."""

    content: bytes
    digest: str
    root: str
    signature: str
    public_key: str


def signing_key(state: Path) -> Ed25519PrivateKey:
    """The installation's key, made when first asked for; readable by its user only."""
    path = state / KEY_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        temporary = path.with_name(f"{KEY_FILE}.{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_bytes(made)
        try:
            os.link(temporary, path)  # the first of two starters wins, the other reads its key
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} holds no Ed25519 key")
    return key


def public_key_of(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def merkle_root(heads: list[list[Any]]) -> str:
    """Leaves and nodes are hashed apart (0 and 1 in front); a node without a partner moves up as it is."""
    level = [hashlib.sha256(b"\0" + packed(head)).digest() for head in heads]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        above = []
        for place in range(0, len(level), 2):
            pair = level[place : place + 2]
            above.append(hashlib.sha256(b"\1" + b"".join(pair)).digest() if len(pair) == 2 else pair[0])
        level = above
    return level[0].hex()


def signed_paper(
    heads: list[list[Any]], *, number: int, at: datetime, previous: str, key: Ed25519PrivateKey
) -> Paper:
    """`heads` sorted by chain."""
    public_key, root = public_key_of(key), merkle_root(heads)
    said: dict[str, Any] = {
        "format": FORMAT,
        "number": number,
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "previous": previous,
        "chains": len(heads),
        "entries": sum(head[1] for head in heads),
        "root": root,
        "heads": heads,
        "public_key": public_key,
    }
    signed = packed(said)
    signature = key.sign(signed).hex()
    content = packed(said | {"signature": signature}) + b"\n"
    return Paper(content, hashlib.sha256(signed).hexdigest(), root, signature, public_key)


def file_name(number: int, at: datetime) -> str:
    return f"dau-chuoi-{number:06d}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.json"


def write_new(path: Path, content: bytes) -> None:
    """Durable and whole or not at all; raises FileExistsError rather than replace what is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
