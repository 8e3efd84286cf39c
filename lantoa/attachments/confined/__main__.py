"""The child: caps on, one file in from standard input, one JSON answer out, gone. Errors never quote the file."""

import json
import logging
import os
import sys
from typing import Any

from lantoa.attachments.confined.confinement import confine
from lantoa.attachments.confined.faults import Fault
from lantoa.attachments.confined.jobs import JOBS


def main() -> None:
    asked = json.loads(sys.argv[1])
    limits: dict[str, int] = asked["limits"]
    logging.disable(logging.CRITICAL)  # remarks of the libraries quote the file
    in_force = confine(cpu=limits["parser_cpu"], memory=limits["parser_memory"])
    answer: dict[str, Any]
    try:
        raw = sys.stdin.buffer.read()
        answer = JOBS[asked["job"]](raw, asked["kind"], limits) | {"caps": in_force}
        told = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    except Fault as fault:
        told = json.dumps({"fault": fault.code, "where": fault.where}).encode()
    except (MemoryError, RecursionError):
        told = b'{"fault":"heavy","where":{}}'
    except Exception as error:
        told = json.dumps({"fault": "broken", "where": {"error": type(error).__name__}}).encode()
    sys.stdout.buffer.write(told)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
