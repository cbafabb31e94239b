"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, and let the ledger only grow."""
    op.create_table(
        "attribute",
        sa.Column("member", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("member", "name", name="attribute_pk"),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("member", sa.Text(collation="C"), nullable=False),
        sa.Column("at", sa.Text(collation="C"), nullable=False),
        sa.Column("author", sa.Text(collation="C"), nullable=False),
        sa.Column("reason", sa.Text(collation="C"), nullable=False),
        sa.Column("permission", sa.Text(collation="C"), nullable=False),
        sa.Column("action", sa.Text(collation="C"), nullable=False),
        sa.Column("operation", sa.Text(collation="C"), nullable=False),
        sa.Column("allowed", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("number", name="audit_pk"),
    )
    op.create_index("audit_of", "audit", ["member"])
    op.create_table(
        "calculation",
        sa.Column("purchase", sa.Text(collation="C"), nullable=False),
        sa.Column("digest", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("purchase", "digest", name="calculation_pk"),
    )
    op.create_table(
        "catalog",
        sa.Column("digest", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="catalog_pk"),
    )
    op.create_table(
        "counter",
        sa.Column("owner", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "name", name="counter_pk"),
    )
    op.create_table(
        "coupon_issue",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="coupon_issue_pk"),
    )
    op.create_table(
        "entry",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("operation", sa.Text(collation="C"), nullable=False),
        sa.Column("at", sa.Text(collation="C"), nullable=False),
        sa.Column("recorded_at", sa.Text(collation="C"), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("source_owner", sa.Text(collation="C"), nullable=True),
        sa.Column("target", sa.Text(collation="C"), nullable=False),
        sa.Column("target_owner", sa.Text(collation="C"), nullable=True),
        sa.Column("lot", sa.Text(collation="C"), nullable=True),
        sa.Column("active_from", sa.Text(collation="C"), nullable=True),
        sa.Column("expires_at", sa.Text(collation="C"), nullable=True),
        sa.Column("by_hand", sa.Text(collation="C"), nullable=True),
        sa.CheckConstraint("amount > 0", name="entry_moves_something"),
        sa.PrimaryKeyConstraint("number", name="entry_pk"),
        sa.UniqueConstraint("id", name="entry_id_once"),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("account", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="member_pk"),
    )
    op.create_table(
        "operation",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("purchase", sa.Text(collation="C"), nullable=True),
        sa.Column("step", sa.Text(collation="C"), nullable=False),
        sa.Column("request", sa.Text(collation="C"), nullable=False),
        sa.Column("calculation", sa.Text(collation="C"), nullable=True),
        sa.Column("answered", sa.Text(collation="C"), nullable=True),
        sa.Column("answer", sa.Text(collation="C"), nullable=True),
        sa.ForeignKeyConstraint(
            ["purchase", "calculation"],
            ["calculation.purchase", "calculation.digest"],
            name="operation_calculation_fk",
        ),
        sa.PrimaryKeyConstraint("id", name="operation_pk"),
    )
    op.create_table(
        "outbox",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("origin", sa.Text(collation="C"), nullable=False),
        sa.Column("origin_id", sa.Text(collation="C"), nullable=False),
        sa.Column("member", sa.Text(collation="C"), nullable=True),
        sa.Column("at", sa.Text(collation="C"), nullable=False),
        sa.Column("intent", sa.Text(collation="C"), nullable=False),
        sa.Column("codes", sa.Text(collation="C"), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(collation="C"), nullable=True),
        sa.PrimaryKeyConstraint("number", name="outbox_pk"),
        sa.UniqueConstraint("id", name="outbox_id_once"),
    )
    op.create_index("given_up", "outbox", ["number"], postgresql_where=sa.text("state = 'given_up'"))
    op.create_index("waiting", "outbox", ["number"], postgresql_where=sa.text("state = 'waiting'"))
    op.create_table(
        "purchase",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.Text(collation="C"), nullable=True),
        sa.Column("owner", sa.Text(collation="C"), nullable=True),
        sa.Column("made", sa.BigInteger(), nullable=True),
        sa.Column("calculation", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(
            ["id", "calculation"],
            ["calculation.purchase", "calculation.digest"],
            name="purchase_calculation_fk",
        ),
        sa.PrimaryKeyConstraint("id", name="purchase_pk"),
    )
    op.create_index("open_purchase", "purchase", ["expires"], postgresql_where=sa.text("state = 'open'"))
    for whose, index in ("member", "made_by"), ("owner", "made_on"):
        op.create_index(index, "purchase", [whose, "made"], postgresql_where=sa.text("made IS NOT NULL"))
    op.create_table(
        "slots",
        sa.Column("member", sa.Text(collation="C"), nullable=False),
        sa.Column("rule", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("member", "rule", name="slots_pk"),
    )
    op.create_table(
        "status",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("member", sa.Text(collation="C"), nullable=False),
        sa.Column("system", sa.Text(collation="C"), nullable=False),
        sa.Column("before", sa.Text(collation="C"), nullable=True),
        sa.Column("after", sa.Text(collation="C"), nullable=True),
        sa.Column("at", sa.Text(collation="C"), nullable=False),
        sa.Column("recorded_at", sa.Text(collation="C"), nullable=False),
        sa.Column("operation", sa.Text(collation="C"), nullable=False),
        sa.Column("offer", sa.Text(collation="C"), nullable=True),
        sa.Column("origin", sa.Text(collation="C"), nullable=True),
        sa.Column("origin_id", sa.Text(collation="C"), nullable=True),
        sa.Column("by_hand", sa.Text(collation="C"), nullable=True),
        sa.PrimaryKeyConstraint("number", name="status_pk"),
    )
    op.create_index("status_of", "status", ["member", "system", "number"])
    op.create_table(
        "wallet",
        sa.Column("owner", sa.Text(collation="C"), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        sa.Column("owed_since", sa.Text(collation="C"), nullable=True),
        sa.Column("claimed", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("claimed >= 0", name="wallet_claimed_or_not"),
        sa.CheckConstraint("owed >= 0", name="wallet_owes_or_not"),
        sa.PrimaryKeyConstraint("owner", "currency", name="wallet_pk"),
    )
    op.create_table(
        "book",
        sa.Column("version", sa.Text(collation="C"), nullable=False),
        sa.Column("catalog", sa.Text(collation="C"), nullable=False),
        sa.Column("offers", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(["catalog"], ["catalog.digest"], name="book_catalog_fk"),
        sa.PrimaryKeyConstraint("version", name="book_pk"),
    )
    op.create_table(
        "counter_change",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("owner", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("at", sa.Text(collation="C"), nullable=False),
        sa.Column("moment", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner", "name"], ["counter.owner", "counter.name"], name="counter_change_counter_fk"
        ),
        sa.PrimaryKeyConstraint("number", name="counter_change_pk"),
    )
    op.create_index("counter_change_of", "counter_change", ["owner", "name", "moment"])
    op.create_table(
        "coupon",
        sa.Column("digest", sa.Text(collation="C"), nullable=False),
        sa.Column("issue", sa.Text(collation="C"), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("member", sa.Text(collation="C"), nullable=True),
        sa.Column("value", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(["issue"], ["coupon_issue.id"], name="coupon_coupon_issue_fk"),
        sa.PrimaryKeyConstraint("digest", name="coupon_pk"),
    )
    op.create_index("coupon_of", "coupon", ["member"], postgresql_where=sa.text("member IS NOT NULL"))
    op.create_table(
        "lot",
        sa.Column("owner", sa.Text(collation="C"), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("free", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("active_from", sa.Text(collation="C"), nullable=True),
        sa.Column("expires_at", sa.Text(collation="C"), nullable=True),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("free >= 0", name="lot_free_or_spent"),
        sa.CheckConstraint("held >= 0", name="lot_held_or_not"),
        sa.ForeignKeyConstraint(
            ["owner", "currency"], ["wallet.owner", "wallet.currency"], name="lot_wallet_fk"
        ),
        sa.PrimaryKeyConstraint("owner", "currency", "id", name="lot_pk"),
    )
    op.create_index(
        "lot_with_points", "lot", ["owner", "currency", "expires"], postgresql_where=sa.text("free > 0")
    )
    op.create_table(
        "reservation",
        sa.Column("owner", sa.Text(collation="C"), nullable=False),
        sa.Column("counter", sa.Text(collation="C"), nullable=False),
        sa.Column("purchase", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["purchase"], ["purchase.id"], name="reservation_purchase_fk"),
        sa.PrimaryKeyConstraint("owner", "counter", "purchase", "number", name="reservation_pk"),
    )
    op.create_index("reservation_of", "reservation", ["purchase"])
    op.create_table(
        "in_force",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["book.version"], name="in_force_book_fk"),
        sa.PrimaryKeyConstraint("number", name="in_force_pk"),
    )
    op.execute(
        """
        CREATE FUNCTION entry_stays() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'an entry of the ledger is never changed or deleted'; END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
        FOR EACH STATEMENT EXECUTE FUNCTION entry_stays()
        """
    )
    op.execute(
        """
        CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'an entry of the audit is never changed or deleted'; END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()
        """
    )
    op.execute(
        """
        CREATE FUNCTION status_stays() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'what is kept of a status is never changed or deleted'; END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER status_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON status
        FOR EACH STATEMENT EXECUTE FUNCTION status_stays()
        """
    )
