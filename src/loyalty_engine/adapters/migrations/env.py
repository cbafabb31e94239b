"""Where Alembic starts: it migrates the connection that it was given."""

from __future__ import annotations

from alembic import context

from loyalty_engine.adapters.sqlalchemy_tables import TABLES, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"], target_metadata=TABLES, version_table=VERSION_TABLE
)
context.run_migrations()
