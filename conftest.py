"""Examples in the documents run as tests: every Python fence of README.md and docs/.

A document is one story: its fences share one namespace, from top to bottom, and a fence with
``>>>`` prompts is compared with what it shows. Documents do not see each other.
"""

from __future__ import annotations

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["postgres"]
# Alembic reads it within a migration, and nobody else can.
collect_ignore = ["src/loyalty_engine/adapters/migrations/env.py"]
pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/*/*.md", "docs/*/*/*.md"],
).pytest()


class DocumentsWhole(LoadScopeScheduling):
    """Hands tests to the workers of ``-n`` one by one, but a document with all its fences.

    (pytest-xdist's own ``--dist=loadgroup`` does not see its groups under pytest 9.2.)
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::")[0]
        return path if path.endswith(".md") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> DocumentsWhole | None:
    """Take the place of the default way of distributing; leave the others to those who ask for them."""
    return DocumentsWhole(config, log) if config.getoption("dist") == "load" else None
