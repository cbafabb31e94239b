"""The tables of a `SqliteStore`, as docs/sqlite-file.md describes them."""

from __future__ import annotations

from typing import Final

#: What `PRAGMA user_version` says of a file with these tables.
VERSION: Final = 1

#: What `PRAGMA application_id` says of a file of this library.
APPLICATION: Final = 1819244897

#: How each connection is set up. FULL: what is committed has reached the disk.
SETTINGS: Final = ("PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL")

#: What makes an empty file one of ours; the last two say so.
TABLES: Final = (
    """
    CREATE TABLE calculation (
        purchase TEXT NOT NULL,
        digest TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (purchase, digest)
    )
    """,
    """
    CREATE TABLE operation (
        id TEXT NOT NULL PRIMARY KEY,
        purchase TEXT,
        step TEXT NOT NULL,
        request TEXT NOT NULL,
        calculation TEXT,
        answered TEXT,
        answer TEXT,
        FOREIGN KEY (purchase, calculation) REFERENCES calculation (purchase, digest)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE purchase (
        id TEXT NOT NULL PRIMARY KEY,
        state TEXT NOT NULL,
        expires INTEGER NOT NULL,
        member TEXT,
        owner TEXT,
        made INTEGER,
        calculation TEXT NOT NULL,
        value TEXT NOT NULL,
        FOREIGN KEY (id, calculation) REFERENCES calculation (purchase, digest)
    )
    """,
    "CREATE INDEX open_purchase ON purchase (expires) WHERE state = 'open'",
    "CREATE INDEX made_by ON purchase (member, made) WHERE made IS NOT NULL",
    "CREATE INDEX made_on ON purchase (owner, made) WHERE made IS NOT NULL",
    """
    CREATE TABLE reservation (
        owner TEXT NOT NULL,
        counter TEXT NOT NULL,
        purchase TEXT NOT NULL REFERENCES purchase (id),
        number INTEGER NOT NULL,
        by INTEGER NOT NULL,
        PRIMARY KEY (owner, counter, purchase, number)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX reservation_of ON reservation (purchase)",
    """
    CREATE TABLE entry (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        operation TEXT NOT NULL,
        at TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        currency TEXT NOT NULL,
        amount INTEGER NOT NULL CHECK (amount > 0),
        source TEXT NOT NULL,
        source_owner TEXT,
        target TEXT NOT NULL,
        target_owner TEXT,
        lot TEXT,
        active_from TEXT,
        expires_at TEXT,
        by_hand TEXT
    )
    """,
    """
    CREATE TRIGGER entry_stays_as_it_is BEFORE UPDATE ON entry
    BEGIN SELECT RAISE (ABORT, 'an entry of the ledger is never changed'); END
    """,
    """
    CREATE TRIGGER entry_stays BEFORE DELETE ON entry
    BEGIN SELECT RAISE (ABORT, 'an entry of the ledger is never deleted'); END
    """,
    """
    CREATE TRIGGER entry_is_new BEFORE INSERT ON entry
    WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.id OR number = NEW.number)
    BEGIN SELECT RAISE (ABORT, 'an entry of the ledger is never replaced'); END
    """,
    """
    CREATE TABLE wallet (
        owner TEXT NOT NULL,
        currency TEXT NOT NULL,
        owed INTEGER NOT NULL CHECK (owed >= 0),
        owed_since TEXT,
        claimed INTEGER NOT NULL CHECK (claimed >= 0),
        PRIMARY KEY (owner, currency)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE lot (
        owner TEXT NOT NULL,
        currency TEXT NOT NULL,
        id TEXT NOT NULL,
        free INTEGER NOT NULL CHECK (free >= 0),
        held INTEGER NOT NULL CHECK (held >= 0),
        active_from TEXT,
        expires_at TEXT,
        expires INTEGER NOT NULL,
        PRIMARY KEY (owner, currency, id),
        FOREIGN KEY (owner, currency) REFERENCES wallet (owner, currency)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX lot_with_points ON lot (owner, currency, expires) WHERE free > 0",
    """
    CREATE TABLE counter (
        owner TEXT NOT NULL,
        name TEXT NOT NULL,
        value INTEGER NOT NULL,
        PRIMARY KEY (owner, name)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE counter_change (
        number INTEGER PRIMARY KEY,
        owner TEXT NOT NULL,
        name TEXT NOT NULL,
        at TEXT NOT NULL,
        moment INTEGER NOT NULL,
        by INTEGER NOT NULL,
        FOREIGN KEY (owner, name) REFERENCES counter (owner, name)
    )
    """,
    "CREATE INDEX counter_change_of ON counter_change (owner, name, moment)",
    """
    CREATE TABLE slots (
        member TEXT NOT NULL,
        rule TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (member, rule)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE attribute (
        member TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (member, name)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE status (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        member TEXT NOT NULL,
        system TEXT NOT NULL,
        before TEXT,
        after TEXT,
        at TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        operation TEXT NOT NULL,
        offer TEXT,
        origin TEXT,
        origin_id TEXT,
        by_hand TEXT
    )
    """,
    "CREATE INDEX status_of ON status (member, system)",
    """
    CREATE TRIGGER status_stays_as_it_is BEFORE UPDATE ON status
    BEGIN SELECT RAISE (ABORT, 'what is kept of a status is never changed'); END
    """,
    """
    CREATE TRIGGER status_stays BEFORE DELETE ON status
    BEGIN SELECT RAISE (ABORT, 'what is kept of a status is never deleted'); END
    """,
    """
    CREATE TABLE coupon_issue (
        id TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL,
        value TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE coupon (
        digest TEXT NOT NULL PRIMARY KEY,
        issue TEXT NOT NULL REFERENCES coupon_issue (id),
        state TEXT NOT NULL,
        member TEXT,
        value TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX coupon_of ON coupon (member) WHERE member IS NOT NULL",
    """
    CREATE TABLE audit (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        member TEXT NOT NULL,
        at TEXT NOT NULL,
        author TEXT NOT NULL,
        reason TEXT NOT NULL,
        permission TEXT NOT NULL,
        action TEXT NOT NULL,
        operation TEXT NOT NULL,
        allowed INTEGER NOT NULL CHECK (allowed IN (0, 1)),
        details TEXT NOT NULL
    )
    """,
    "CREATE INDEX audit_of ON audit (member)",
    """
    CREATE TRIGGER audit_stays_as_it_is BEFORE UPDATE ON audit
    BEGIN SELECT RAISE (ABORT, 'an entry of the audit is never changed'); END
    """,
    """
    CREATE TRIGGER audit_stays BEFORE DELETE ON audit
    BEGIN SELECT RAISE (ABORT, 'an entry of the audit is never deleted'); END
    """,
    """
    CREATE TABLE outbox (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        origin TEXT NOT NULL,
        origin_id TEXT NOT NULL,
        member TEXT,
        at TEXT NOT NULL,
        intent TEXT NOT NULL,
        codes TEXT NOT NULL,
        state TEXT NOT NULL,
        due INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        why TEXT
    )
    """,
    "CREATE INDEX waiting ON outbox (number) WHERE state = 'waiting'",
    "CREATE INDEX given_up ON outbox (number) WHERE state = 'given_up'",
    """
    CREATE TABLE catalog (
        digest TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE book (
        version TEXT NOT NULL PRIMARY KEY,
        catalog TEXT NOT NULL REFERENCES catalog (digest),
        offers TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE in_force (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        since INTEGER,
        version TEXT NOT NULL REFERENCES book (version)
    )
    """,
    """
    CREATE TABLE member (
        id TEXT NOT NULL PRIMARY KEY,
        account TEXT NOT NULL,
        value TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    "PRAGMA application_id = 1819244897",
    "PRAGMA user_version = 1",
)
