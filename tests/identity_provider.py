"""A real OpenID Connect provider as a process of its own on this machine."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.journeys.server import free_port

PATIENCE = 60.0  # seconds until it answers


@contextmanager
def running_provider(claims: str) -> Iterator[str]:
    """The address of its issuer; `claims` is what it says of one person, as JSON with `sub`. It has ended afterwards."""
    port = free_port()
    address = f"http://localhost:{port}"
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--user-claims",
        claims,
    ]
    with subprocess.Popen(
        command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(f"{address}/.well-known/openid-configuration", process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(page: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError("the provider ended by itself")
        try:
            with urllib.request.urlopen(page, timeout=10):
                return
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{page} answers {error.code}") from error
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the provider did not answer")
