"""The tables of a `PostgresStore`, as docs/postgres-tables.md describes them.

They are what the migrations come to; a test compares the two.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

#: Where Alembic notes how far the tables have come; a name of its own, beside that of the host's migrations.
VERSION_TABLE: Final = "loyalty_version"

#: The last migration, by which a release knows its tables.
VERSION: Final = "0001"

TABLES: Final = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "uq": "%(table_name)s_%(column_0_N_name)s_once",
        "fk": "%(table_name)s_%(referred_table_name)s_fk",
    }
)


def _text(name: str, *, missing: bool = False) -> Column[str]:
    """Text that is compared code point by code point, in whatever language the database was made."""
    return Column(name, Text(collation="C"), nullable=missing)


def _whole(name: str, *, missing: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=missing)


def _number() -> Column[int]:
    """The order in which rows were written."""
    return Column("number", BigInteger, Identity(always=True), nullable=False)


CALCULATION: Final = Table(
    "calculation",
    TABLES,
    _text("purchase"),
    _text("digest"),
    _text("value"),
    PrimaryKeyConstraint("purchase", "digest"),
)
OPERATION: Final = Table(
    "operation",
    TABLES,
    _text("id"),
    _text("purchase", missing=True),
    _text("step"),
    _text("request"),
    _text("calculation", missing=True),
    _text("answered", missing=True),
    _text("answer", missing=True),
    PrimaryKeyConstraint("id"),
    ForeignKeyConstraint(["purchase", "calculation"], ["calculation.purchase", "calculation.digest"]),
)
PURCHASE: Final = Table(
    "purchase",
    TABLES,
    _text("id"),
    _text("state"),
    _whole("expires"),
    _text("member", missing=True),
    _text("owner", missing=True),
    _whole("made", missing=True),
    _text("calculation"),
    _text("value"),
    PrimaryKeyConstraint("id"),
    ForeignKeyConstraint(["id", "calculation"], ["calculation.purchase", "calculation.digest"]),
    Index("open_purchase", "expires", postgresql_where=text("state = 'open'")),
    Index("made_by", "member", "made", postgresql_where=text("made IS NOT NULL")),
    Index("made_on", "owner", "made", postgresql_where=text("made IS NOT NULL")),
)
RESERVATION: Final = Table(
    "reservation",
    TABLES,
    _text("owner"),
    _text("counter"),
    _text("purchase"),
    _whole("number"),
    _whole("by"),
    PrimaryKeyConstraint("owner", "counter", "purchase", "number"),
    ForeignKeyConstraint(["purchase"], ["purchase.id"]),
    Index("reservation_of", "purchase"),
)
ENTRY: Final = Table(
    "entry",
    TABLES,
    _number(),
    _text("id"),
    _text("operation"),
    _text("at"),
    _text("recorded_at"),
    _text("currency"),
    _whole("amount"),
    _text("source"),
    _text("source_owner", missing=True),
    _text("target"),
    _text("target_owner", missing=True),
    _text("lot", missing=True),
    _text("active_from", missing=True),
    _text("expires_at", missing=True),
    _text("by_hand", missing=True),
    PrimaryKeyConstraint("number"),
    UniqueConstraint("id"),
    CheckConstraint("amount > 0", name="entry_moves_something"),
)
WALLET: Final = Table(
    "wallet",
    TABLES,
    _text("owner"),
    _text("currency"),
    _whole("owed"),
    _text("owed_since", missing=True),
    _whole("claimed"),
    PrimaryKeyConstraint("owner", "currency"),
    CheckConstraint("owed >= 0", name="wallet_owes_or_not"),
    CheckConstraint("claimed >= 0", name="wallet_claimed_or_not"),
)
LOT: Final = Table(
    "lot",
    TABLES,
    _text("owner"),
    _text("currency"),
    _text("id"),
    _whole("free"),
    _whole("held"),
    _text("active_from", missing=True),
    _text("expires_at", missing=True),
    _whole("expires"),
    PrimaryKeyConstraint("owner", "currency", "id"),
    ForeignKeyConstraint(["owner", "currency"], ["wallet.owner", "wallet.currency"]),
    CheckConstraint("free >= 0", name="lot_free_or_spent"),
    CheckConstraint("held >= 0", name="lot_held_or_not"),
    Index("lot_with_points", "owner", "currency", "expires", postgresql_where=text("free > 0")),
)
COUNTER: Final = Table(
    "counter",
    TABLES,
    _text("owner"),
    _text("name"),
    _whole("value"),
    PrimaryKeyConstraint("owner", "name"),
)
COUNTER_CHANGE: Final = Table(
    "counter_change",
    TABLES,
    _number(),
    _text("owner"),
    _text("name"),
    _text("at"),
    _whole("moment"),
    _whole("by"),
    PrimaryKeyConstraint("number"),
    ForeignKeyConstraint(["owner", "name"], ["counter.owner", "counter.name"]),
    Index("counter_change_of", "owner", "name", "moment"),
)
SLOTS: Final = Table(
    "slots",
    TABLES,
    _text("member"),
    _text("rule"),
    _text("value"),
    PrimaryKeyConstraint("member", "rule"),
)
ATTRIBUTE: Final = Table(
    "attribute",
    TABLES,
    _text("member"),
    _text("name"),
    _text("value"),
    PrimaryKeyConstraint("member", "name"),
)
STATUS: Final = Table(
    "status",
    TABLES,
    _number(),
    _text("member"),
    _text("system"),
    _text("before", missing=True),
    _text("after", missing=True),
    _text("at"),
    _text("recorded_at"),
    _text("operation"),
    _text("offer", missing=True),
    _text("origin", missing=True),
    _text("origin_id", missing=True),
    _text("by_hand", missing=True),
    PrimaryKeyConstraint("number"),
    Index("status_of", "member", "system", "number"),
)
AUDIT: Final = Table(
    "audit",
    TABLES,
    _number(),
    _text("member"),
    _text("at"),
    _text("author"),
    _text("reason"),
    _text("permission"),
    _text("action"),
    _text("operation"),
    _whole("allowed"),
    _text("details"),
    PrimaryKeyConstraint("number"),
    Index("audit_of", "member"),
)
COUPON_ISSUE: Final = Table(
    "coupon_issue", TABLES, _text("id"), _text("kind"), _text("value"), PrimaryKeyConstraint("id")
)
COUPON: Final = Table(
    "coupon",
    TABLES,
    _text("digest"),
    _text("issue"),
    _text("state"),
    _text("member", missing=True),
    _text("value"),
    PrimaryKeyConstraint("digest"),
    ForeignKeyConstraint(["issue"], ["coupon_issue.id"]),
    Index("coupon_of", "member", postgresql_where=text("member IS NOT NULL")),
)
OUTBOX: Final = Table(
    "outbox",
    TABLES,
    _number(),
    _text("id"),
    _text("origin"),
    _text("origin_id"),
    _text("member", missing=True),
    _text("at"),
    _text("intent"),
    _text("codes"),
    _text("state"),
    _whole("due"),
    _whole("tries"),
    _text("why", missing=True),
    PrimaryKeyConstraint("number"),
    UniqueConstraint("id"),
    Index("waiting", "number", postgresql_where=text("state = 'waiting'")),
    Index("given_up", "number", postgresql_where=text("state = 'given_up'")),
)
CATALOG: Final = Table("catalog", TABLES, _text("digest"), _text("value"), PrimaryKeyConstraint("digest"))
BOOK: Final = Table(
    "book",
    TABLES,
    _text("version"),
    _text("catalog"),
    _text("offers"),
    PrimaryKeyConstraint("version"),
    ForeignKeyConstraint(["catalog"], ["catalog.digest"]),
)
IN_FORCE: Final = Table(
    "in_force",
    TABLES,
    _number(),
    _whole("since", missing=True),
    _text("version"),
    PrimaryKeyConstraint("number"),
    ForeignKeyConstraint(["version"], ["book.version"]),
)
MEMBER: Final = Table(
    "member", TABLES, _text("id"), _text("account"), _text("value"), PrimaryKeyConstraint("id")
)
