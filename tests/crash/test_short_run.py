"""The drill itself, short: on a state and a database of its own that waits for the disk."""

import os
import re
import subprocess
import sys

from lantoa.config import env

SECONDS_AT_MOST = 900
WITHOUT = ("LANTOA_STATE", "LANTOA_PG_HELD", "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "LANTOA_DB_NAME")


def test_killed_parts_lose_nothing_and_a_saboteur_is_caught() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in WITHOUT}
    command = [sys.executable, "-m", "tests.crash", "--minutes", "0.4", "--clients", "8"]
    done = subprocess.run(
        [*command, "--sabotage-seconds", "20"],
        cwd=env.PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS_AT_MOST,
        check=False,
    )
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    acknowledged = re.findall(r"(\d+) việc được xác nhận", done.stdout)
    assert len(acknowledged) == 2, told
    assert all(int(count) > 0 for count in acknowledged), told
