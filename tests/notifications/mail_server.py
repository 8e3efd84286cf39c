"""A real SMTP server as a process of its own on this machine, that behaves as it is told.

Told by a file that is read at each step: `up`; `slow` (takes the mail, answers after a minute); `held` (takes
it, answers when told otherwise); `steady` (50 ms a mail); `busy` (421 in greeting); `stranger` (550 to our name);
`sender` (550 to the sender); `nothing` (554 to the mail's text); `weary` (421 after one mail of a conversation); `demands`
(530: encrypt first); `barred` (554 to each receiver: no relay). An address that begins with `refused` gets 550, with `later`
451, with `broken` a line that is cut, with `drip` an answer that goes on and on.
Where `tls` says `implicit` or `starttls` it encrypts with the certificate in `server.pem`; where `account` says
`name:password` it takes mail of that account only. What came unencrypted stands in `clear`, line by line; what it has taken
stands in its journal before it answers, one JSON line each.
"""

import asyncio
import base64
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy
from pathlib import Path
from typing import Any

PATIENCE = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    folder = Path(sys.argv[2])

    def told(name: str) -> str:
        path = folder / name
        return path.read_text() if path.exists() else ""

    def mode() -> str:
        return told("mode")

    async def encrypt() -> bool:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.pem")
        try:
            await writer.start_tls(context)
        except (ssl.SSLError, OSError):  # the other side did not like what it saw
            writer.close()
            return False
        return True

    encrypted, account, taken = False, told("account"), 0
    if told("tls") == "implicit":
        encrypted = await encrypt()
        if not encrypted:
            return

    async def say(line: str) -> None:
        writer.write(f"{line}\r\n".encode())
        await writer.drain()

    await say("421 busy" if mode() == "busy" else "220 here")
    to: list[str] = []
    while line := await reader.readline():
        if not encrypted:
            with (folder / "clear").open("ab") as clear:
                clear.write(line)
        word, _, rest = line.decode(errors="replace").strip().partition(" ")
        match word.upper():
            case "EHLO" | "HELO" if mode() == "stranger":
                await say("550 5.7.1 unknown host")
            case "EHLO" | "HELO":
                offers = ["STARTTLS"] if told("tls") == "starttls" and not encrypted else []
                offers += ["AUTH PLAIN"] if account else []
                for one in ["here", *offers]:
                    await say(f"250-{one}")
                await say("250 8BITMIME")
            case "STARTTLS":
                await say("220 go on")
                encrypted = await encrypt()
                if not encrypted:
                    return
            case "AUTH":
                said = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")[1:]
                known = ":".join(said) == account
                account = "" if known else account
                await say("235 welcome" if known else "535 5.7.8 no such account")
            case "MAIL":
                to = []
                if mode() == "weary" and taken:
                    await say("421 enough for now")
                    break
                words = {"sender": "550 no", "demands": "530 5.7.0 Must issue a STARTTLS command first"}
                await say("530 5.7.0 Authentication required" if account else words.get(mode(), "250 ok"))
            case "RCPT":
                address = rest.partition("<")[2].partition(">")[0]
                if address.startswith("broken"):
                    writer.close()
                    return
                while address.startswith("drip") and not writer.is_closing():
                    await say("250-wait")
                    await asyncio.sleep(0.02)
                to.append(address)
                kinds = {"refused": "550 no such mailbox", "later": "451 try later"}
                kinds |= {"": "554 5.7.1 Relay access denied"} if mode() == "barred" else {}
                await say(next((said for name, said in kinds.items() if address.startswith(name)), "250 ok"))
            case "DATA":
                await say("354 go on")
                text = b""
                while (line := await reader.readline()) != b".\r\n":
                    text += line[1:] if line.startswith(b".") else line
                if mode() == "nothing":
                    await say("554 not this")
                    continue
                with (folder / "journal").open("a") as journal:
                    journal.write(json.dumps({"to": to, "text": text.decode()}) + "\n")
                    journal.flush()
                    os.fsync(journal.fileno())
                if mode() in ("slow", "steady"):
                    await asyncio.sleep(60 if mode() == "slow" else 0.05)
                while mode() == "held":
                    await asyncio.sleep(0.02)
                taken += 1
                await say("250 taken")
            case "QUIT":
                await say("221 bye")
                break
            case _:
                await say("250 ok")
    writer.close()


async def serve() -> None:
    server = await asyncio.start_server(converse, "127.0.0.1", int(sys.argv[1]), limit=2**20)
    async with server:
        await server.serve_forever()


@dataclass
class MailServer:
    """The process and its folder. `taken`: the mails, oldest first."""

    port: int
    folder: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self, mode: str = "up") -> None:
        self.tell(mode)
        command = [sys.executable, "-m", "tests.notifications.mail_server", str(self.port), str(self.folder)]
        self.process = subprocess.Popen(command)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process.poll() is None, "the mail server ended by itself"
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError("the mail server did not start")

    def tell(self, mode: str) -> None:
        (self.folder / "mode").write_text(mode)

    def encrypt(self, how: str, certificate: bytes) -> None:
        """`how`: implicit or starttls; `certificate`: with its key, as PEM."""
        (self.folder / "server.pem").write_bytes(certificate)
        (self.folder / "tls").write_text(how)

    def want(self, account: str) -> None:
        (self.folder / "account").write_text(account)

    @property
    def clear(self) -> list[str]:
        """The first word of each line that came unencrypted."""
        path = self.folder / "clear"
        lines = path.read_bytes().splitlines() if path.exists() else []
        return [line.split()[0].decode(errors="replace").upper() for line in lines if line.split()]

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    @property
    def taken(self) -> list[EmailMessage]:
        return [message for message, _to in self.deliveries]

    @property
    def deliveries(self) -> list[tuple[EmailMessage, list[str]]]:
        journal = self.folder / "journal"
        lines = journal.read_text().splitlines() if journal.exists() else []
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
        return [(message_from_bytes(one["text"].encode(), policy=policy), one["to"]) for one in rows]

    def wait_for(self, count: int, seconds: float = PATIENCE) -> None:
        until = time.monotonic() + seconds
        while len(self.deliveries) < count:
            assert time.monotonic() < until, "the mail did not come"
            time.sleep(0.02)


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """Not yet started; has ended afterwards."""
    server = MailServer(free_port(), folder)
    try:
        yield server
    finally:
        server.kill()


if __name__ == "__main__":
    asyncio.run(serve())
