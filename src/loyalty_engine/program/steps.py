"""Steps under ids that those who ask for them make: each is carried out once, however often it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from attrs import frozen

from loyalty_engine.errors import LoyaltyError
from loyalty_engine.model.canonical import encode
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.program.ports import UnitOfWork
from loyalty_engine.program.purchases import StoredOperation

T = TypeVar("T")


@frozen(kw_only=True)
class Step:
    """What is asked for: under which *id*, which step, of which purchase, and the digests of its parts."""

    id: str
    name: str
    purchase: str | None
    request: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, id: str, name: str, request: Mapping[str, object], *, purchase: str | None = None) -> Step:
        """The step with the parts of its *request* by name.

        Raises:
            InvalidInput: a part is no value of the library.
        """
        digests = tuple((part, _digest(value)) for part, value in sorted(request.items()))
        return cls(id=id, name=name, purchase=purchase, request=digests)

    def once(self, unit: UnitOfWork, carry_out: Callable[[], T], refused: Callable[[str], LoyaltyError]) -> T:
        """The answer of the step: that of the last time, where it was carried out before.

        *refused* makes the error of a message, for an id that was used for something else.
        """
        done = unit.operation(self.id, purchase=self.purchase)
        if done is not None:
            other = self._other(done)
            if other is not None:
                raise refused(other)
            return cast("T", done.answer)
        answer = carry_out()
        unit.record(
            StoredOperation(
                id=self.id, purchase=self.purchase, step=self.name, request=self.request, answer=answer
            )
        )
        return answer

    def _other(self, done: StoredOperation) -> str | None:
        """What differs from the step that was carried out under this id; None where nothing does."""
        if done.purchase != self.purchase or done.step != self.name:
            of = "" if done.purchase is None else f" of purchase {done.purchase!r}"
            return f"operation {done.id!r} was the step {done.step!r}{of}"
        before = dict(done.request)
        other = [name for name, digest in self.request if before.get(name) != digest]
        if other:
            return (
                f"operation {done.id!r} was carried out before, and differs in its {' and its '.join(other)}"
            )
        return None


def _digest(part: object) -> str:
    return part.digest if isinstance(part, Receipt) else hashlib.sha256(encode(part)).hexdigest()
