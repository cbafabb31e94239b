"""How the published contracts compare: by errors that say what was expected, with pytest or without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


def same(found: object, expected: object) -> None:
    """Is what was *found* what was *expected*?

    Raises:
        AssertionError: it is not.
    """
    if found != expected:
        raise AssertionError(f"expected {expected!r}, found {found!r}")


@contextmanager
def raised(kind: type[BaseException], wrong: str = "") -> Iterator[None]:
    """Does the block raise an error of this *kind*, as *wrong* is given?

    Raises:
        AssertionError: it raises nothing.
    """
    try:
        yield
    except kind:
        return
    raise AssertionError(f"{wrong}: no {kind.__name__} was raised" if wrong else f"no {kind.__name__}")
