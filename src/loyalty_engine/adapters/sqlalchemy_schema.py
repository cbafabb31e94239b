"""The tables of a `PostgresStore` are made, and brought up to date, with Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from loyalty_engine.errors import Problem, refuse

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_TURN: Final = 1819244897  # who upgrades waits for whoever does so at the same time


def upgrade(engine: Engine) -> None:
    """Make the tables of a `PostgresStore`, or bring them up to what this release needs.

    They lie in the first schema of the connection's `search_path`. All of it happens, or nothing; where it
    was done before, nothing happens. Several processes may call it at a time.

    Raises:
        InvalidInput: *engine* is something else.
    """
    refuse("PostgreSQL store", engine_problems(engine))
    together = engine.execution_options(isolation_level="READ COMMITTED")  # the host's may be AUTOCOMMIT
    with together.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
        command.upgrade(settings(connection), "head")


def settings(connection: Connection) -> Config:
    """What Alembic's own commands need, to look at the migrations of the database of *connection*."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def engine_problems(engine: object) -> list[Problem]:
    """What keeps *engine* from being one of SQLAlchemy; an address may hold a password, and is not told."""
    hint = "make it with create_engine('postgresql+psycopg://…')"
    if isinstance(engine, Engine):
        return []
    return [Problem("engine", f"something of type {type(engine).__name__} is no engine of SQLAlchemy", hint)]
