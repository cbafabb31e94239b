"""``python -m loyalty_engine`` is the ``loyalty-engine`` command."""

from __future__ import annotations

import sys

from loyalty_engine.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
