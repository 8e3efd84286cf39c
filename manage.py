#!/usr/bin/env python
"""Django's command line, with the embedded database running while it works."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantoa.config.settings.dev")
    from django.core.management import execute_from_command_line

    from lantoa.config.postgres import running_server

    with running_server():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
