"""`make crash-test`: kill -9 of database, web and worker while clients report; then a saboteur that must be caught.

    python -m tests.crash [--minutes 8] [--clients 64] [--sabotage-seconds 30]

Ends with one line of totals for each of the two; exit code 0 when the first found nothing and the second something.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.crash.drill import Outcome

MOST_FAULTS_SHOWN = 20


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--sabotage-seconds", type=float, default=30)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="crash-", dir="/var/tmp") as folder:
        os.environ["LANTOA_STATE"] = f"{folder}/state"
        os.environ["DJANGO_SETTINGS_MODULE"] = "lantoa.config.settings.demo"
        Path(folder, "state").mkdir()
        return _drill(Path(folder), asked)


def _drill(folder: Path, asked: argparse.Namespace) -> int:
    from tests.crash.site import Part, running_site, sabotage

    with running_site(folder) as site:
        import django

        django.setup()
        from tests.crash import drill

        teams, collections = drill.prepare(asked.clients)
        honest, dishonest = collections[: len(collections) * 3 // 4], collections[len(collections) * 3 // 4 :]
        first = drill.run_phase(site, teams, honest, asked.minutes * 60, folder / "journal")
        _say(f"{asked.clients} máy khách, {asked.minutes:g} phút", first)
        for fault in first.faults[:MOST_FAULTS_SHOWN]:
            print("  ", fault)
        sabotage()
        second = drill.run_phase(
            site,
            teams,
            dishonest,
            asked.sabotage_seconds,
            folder / "sabotaged",
            parts=[Part.DATABASE],
            seed=2,
        )
        _say("Phá hoại (báo đã lưu khi chưa ghi xuống đĩa)", second)
        if not second.faults:
            print("   Bộ kiểm tra không phát hiện phá hoại: kết quả ở trên không chứng minh được gì.")
    return 0 if not first.faults and second.faults else 1


def _say(name: str, outcome: "Outcome") -> None:
    killed = ", ".join(f"{part} {count}" for part, count in sorted(outcome.killed.items()))
    print(
        f"{name}: {outcome.acknowledged} việc được xác nhận, {outcome.unanswered} không có trả lời,",
        f"{outcome.refused} bị từ chối; kill -9: {killed or 0}; trả lời lại chậm nhất sau",
        f"{outcome.slowest:.1f} giây; {len(outcome.faults)} chỗ sai.",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
