#!/usr/bin/env python
"""Osteon's command line: `python manage.py help` lists the commands."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "learn.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "Django is not installed here: run the block under '## Run' in README.md (is the virtual environment on?)."
        )
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A setting that cannot work is the operator's to mend: one sentence helps more than a traceback.
        sys.exit(f"Osteon cannot start: {error}")


if __name__ == "__main__":
    main()
