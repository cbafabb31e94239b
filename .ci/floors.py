"""Print the oldest releases that pyproject.toml allows, as pip wants them: ``attrs==24.2.*``."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path


def main() -> None:
    """Print one requirement per core dependency that has a floor."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    for dependency in project["dependencies"]:
        if floor := re.match(r"([\w.-]+)>=([\d.]+)", dependency):
            print(f"{floor[1]}=={floor[2]}.*")


if __name__ == "__main__":
    main()
