"""What the transactions of the SQL stores have in common: statements that are carried out, all or none."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import ClassVar, Final, Protocol, TypeVar, cast

from attrs import define, field

from loyalty_engine.errors import LoyaltyError, Problem, refuse
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.moments import span_problem
from loyalty_engine.program.given import port_problems
from loyalty_engine.program.ports import StoreFailed
from loyalty_engine.wire.kinds import Kinds

Row = TypeVar("Row")

#: What one transaction at a time may have: a kind of thing, and the names of the one that is meant.
Key = tuple[str, ...]

#: The open purchases as a whole: whoever saves a purchase shares it, whoever lists them has it alone.
OPEN_PURCHASES: Final[Key] = ("open purchases",)


@define(eq=False)
class SqlTransaction(ABC):
    """Statements on one connection, all of them or none: after one that failed, none is carried out.

    A statement has a `?` for each value, and is one that both SQLite and PostgreSQL understand.
    *errors* are those that the database raises.
    """

    errors: ClassVar[tuple[type[Exception], ...]]
    _failure: LoyaltyError | None = field(init=False, default=None)
    _ended: bool = field(init=False, default=False)

    def run(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Carry a statement out; the rows that it gives."""
        if self._ended:
            raise StoreFailed("the transaction has ended")
        if self._failure is not None:  # the database may have rolled back by itself
            raise self._failure
        try:
            return self._carry_out(statement, values)
        except self.errors as error:
            self._failure = self._fault(error)
            raise self._failure from None

    def rows(self, kind: type[Row], statement: str, *values: object) -> list[Row]:
        """The rows of a statement, each of the tuple *kind*, as it was written; no types are checked."""
        return cast("list[Row]", self.run(statement, *values))

    @abstractmethod
    def expect(self, statement: str, *values: object) -> None:
        """Say that this will be read next: with a long way to the database, at the same time as the rest.

        What it reads has to be held by now. Where it is not read after all, nothing is lost but time.
        """

    @abstractmethod
    def hold(self, *keys: Key, shared: bool = False) -> None:
        """Keep other transactions from what *keys* name, before it is read or written, until this one ends.

        Those that hold a key *shared* do not keep each other from it.
        """

    @abstractmethod
    def _carry_out(self, statement: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        """The rows that a statement gives, if it gives any."""

    @abstractmethod
    def _fault(self, error: Exception) -> LoyaltyError:
        """The error of the library for one of the database."""


class SqlStore(Protocol):
    """A store in SQL, such as a `SqliteStore`, with room for the tables of other adapters."""

    @property
    def kinds(self) -> Kinds:
        """The kinds of condition and benefit that are known."""
        ...

    def transaction(self, *, reading: bool = False) -> AbstractContextManager[SqlTransaction]:
        """A transaction, which ends well with its block, and without effect where the block raises.

        One that is for *reading* writes nothing and waits for no other. Each of its statements stands alone,
        and sees what was committed before it.
        """
        ...


def in_sql(instance: object, attribute: object, value: SqlStore) -> None:
    """Refuse what is no store in SQL, as the validator of a field."""
    refuse(type(instance).__name__, port_problems(store=(value, SqlStore)))


def setting_problems(patience: object, kinds: object) -> list[Problem]:
    """What is wrong with the settings that all stores in SQL have; without any patience, none waits."""
    problem = span_problem("patience", patience, "day", such_as="seconds=30", nothing=True)
    found = [] if problem is None else [problem]
    hint = "write KINDS.with_(…)"
    return found + kind_problems("kinds", kinds, Kinds, "a set of kinds", hint)
