"""Members in the database of a store, with the facts that documents or a host's own system have told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from operator import attrgetter

from attrs import define, field

from loyalty_engine.adapters.sql_rows import kept
from loyalty_engine.adapters.sql_transaction import SqlStore, in_sql
from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import id_problems, sequence_of
from loyalty_engine.model.member import Member, Need
from loyalty_engine.wire import stored


@define(eq=False)
class SqlMembers:
    """`Members` in the database of *store*.

    Asking never waits for a transaction of the store, so a step of a purchase may ask while it runs.
    """

    store: SqlStore = field(validator=in_sql)

    def keep(self, members: Iterable[Member], *, account: str | None = None) -> None:
        """Keep *members* in place of what was known of them: all of them, or none.

        *account* says whose points theirs are, such as those of their family. None leaves it as it was; at
        first a member's points are his own.

        Raises:
            InvalidInput: one is no member, or the account is no id.
            Conflict: others have kept this one waiting for too long.
            StoreFailed: it cannot be written.
        """
        kept = sequence_of(Member, members, "members", "members")
        refuse("members", id_problems(account=account))
        with self.store.transaction() as sql:
            for one in sorted(kept, key=attrgetter("id")):  # in one order, so that none wait for each other
                sql.run(
                    "INSERT INTO member (id, account, value) VALUES (?, coalesce(?, ?), ?)"
                    " ON CONFLICT (id) DO UPDATE"
                    " SET account = coalesce(?, member.account), value = excluded.value",
                    one.id,
                    account,
                    one.id,
                    stored.MEMBER.write(one),
                    account,
                )

    def load(self, member: str, needs: Collection[Need]) -> Member:
        """The member with all facts that are known, those in *needs* among them.

        Raises:
            KeyError: there is no such member.
            StoreFailed: it cannot be read.
        """
        with self.store.transaction(reading=True) as sql:
            rows = sql.rows(tuple[str], "SELECT value FROM member WHERE id = ?", member)
        if not rows:
            raise KeyError("there is no such member")
        return kept(stored.MEMBER, rows[0][0], self.store.kinds)

    def account(self, member: str) -> str:
        """Whose points the member's are; his own where he is not known.

        Raises:
            StoreFailed: it cannot be read.
        """
        with self.store.transaction(reading=True) as sql:
            rows = sql.rows(tuple[str], "SELECT account FROM member WHERE id = ?", member)
        return rows[0][0] if rows else member
