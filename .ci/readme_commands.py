"""Print the commands that a document asks its reader to type, one per line.

They stand in the ``console`` fences under a line ``<!-- ci -->``, each after ``$ ``; other lines of
such a fence show output. A document without any is an error, for then nothing would be tried.

    python3 .ci/readme_commands.py README.md
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

FENCE = re.compile(r"^<!-- ci -->\n+```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(document: str) -> list[str]:
    """The commands of every marked fence of *document*, in order."""
    return [
        line.removeprefix("$ ")
        for fence in FENCE.findall(document)
        for line in fence.splitlines()
        if line.startswith("$ ")
    ]


def main() -> None:
    """Print the commands of the document named on the command line."""
    found = commands(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if not found:
        raise SystemExit(f"{sys.argv[1]}: no command stands in a console fence under <!-- ci -->")
    print("\n".join(found))


if __name__ == "__main__":
    main()
