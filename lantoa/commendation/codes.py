"""The code of a certificate: 80 bits in Crockford's base 32, which leaves out the letters that look like others."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_from_bytes(digest: bytes) -> str:
    """A code out of at least ten bytes; the sample makes its codes so, to be the same at every load."""
    number = int.from_bytes(digest[:10], "big")
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(LENGTH))


def normalised(typed: str) -> str | None:
    """What a person typed or scanned, as a code; None when it cannot be one. Case, spaces, dashes, O/0 and I/1 do not matter."""
    text = "".join(typed.upper().split()).replace("-", "")
    text = text.removeprefix("GK") if len(text) == LENGTH + 2 else text
    text = text.translate(READ_AS)
    if len(text) != LENGTH or any(letter not in ALPHABET for letter in text):
        return None
    return text
