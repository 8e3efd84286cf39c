"""What `lantoa` says and does before it starts anything, and how it ends what it started."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lantoa.config import env, supervisor


def lantoa(*words: str, **variables: str) -> tuple[int, str]:
    """Exit code and errors of a command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "lantoa.cli", *words],
        cwd=env.PROJECT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


def test_run_on_a_busy_port_says_so_and_starts_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        number = busy.getsockname()[1]
        assert lantoa("run", PORT=str(number), LANTOA_STATE=str(tmp_path)) == (
            2,
            f"Cổng {number} đang bị chương trình khác dùng: hãy dừng chương trình đó hoặc chọn cổng khác,"
            f" ví dụ “make run PORT={number + 1}”.\n",
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.lock"]


def test_run_on_a_port_that_is_no_number_says_so(tmp_path: Path) -> None:
    assert lantoa("run", PORT="tám", LANTOA_STATE=str(tmp_path)) == (
        2,
        "PORT phải là số từ 1 đến 65535, không phải “tám”.\n",
    )


def test_unknown_command_is_answered_by_a_sentence() -> None:
    assert lantoa("bay") == (2, "Không có lệnh “bay”; xem “lantoa --help”.\n")


def test_unreachable_database_is_answered_by_a_sentence() -> None:
    code, said = lantoa("check", DATABASE_URL="postgresql://a@127.0.0.1:1/b")
    assert (code, said.startswith("Không kết nối được cơ sở dữ liệu: "), said.count("\n")) == (2, True, 1)


def test_children_of_a_killed_run_are_ended_at_the_next(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANTOA_STATE", str(tmp_path))
    ours, stranger = (
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
        for _ in range(2)
    )
    began = supervisor._started_at(ours.pid)
    (tmp_path / "run.children").write_text(f"{ours.pid} {began}\n{stranger.pid} 1\n")
    supervisor._end_stale_children()
    assert (ours.wait(timeout=10), stranger.poll()) == (-signal.SIGTERM, None)
    assert capsys.readouterr().out == "Đang dừng phần còn lại của lần chạy trước…\n"
    assert not (tmp_path / "run.children").exists()
    stranger.kill()
    stranger.wait(timeout=10)


def test_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    code = """
import sys, time
from lantoa.config import supervisor
child = supervisor._start("x", [sys.executable, "-c", "import time; time.sleep(60)"], dies_with_us=True)
print(child.process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=env.PROJECT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 10
    while supervisor._started_at(child) is not None and time.monotonic() < until:
        time.sleep(0.02)
    assert supervisor._started_at(child) is None
