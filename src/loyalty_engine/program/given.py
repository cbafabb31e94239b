"""What a host gives a programme to work with, looked at before anything is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType

from loyalty_engine.errors import Problem
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.receipt import Receipt


def port_problems(**ports: tuple[object, type]) -> list[Problem]:
    """What keeps values, each given with the protocol it is to follow, from having what is called there.

    Whether they do what the protocol says, the contracts of `loyalty_engine.testing` tell.
    """
    return [problem for path, (value, port) in ports.items() for problem in _lacking(path, value, port)]


def _lacking(path: str, value: object, port: type) -> list[Problem]:
    if isinstance(value, type):
        return [Problem(path, f"{value.__name__} is a class", f"give a value of it: {value.__name__}(…)")]
    names = [name for name, method in vars(port).items() if _is_called(name, method)]
    if all(callable(getattr(value, name, None)) for name in names):
        return []
    hint = f"give what has {', '.join(f'{name}()' for name in names)}"
    return [Problem(path, f"something of type {type(value).__name__} is none of {port.__name__}", hint)]


def _is_called(name: str, method: object) -> bool:
    return isinstance(method, FunctionType) and not name.startswith("_")


def mapping_problems(path: str, value: object, hint: str) -> list[Problem]:
    """What keeps *value* from being a mapping."""
    if isinstance(value, Mapping):
        return []
    return [Problem(path, f"something of type {type(value).__name__} is no mapping", hint)]


def call_problems(path: str, value: object, hint: str) -> list[Problem]:
    """What keeps *value* from being a function."""
    if callable(value):
        return []
    return [Problem(path, f"something of type {type(value).__name__} cannot be called", hint)]


def receipt_problems(receipt: object) -> list[Problem]:
    """What keeps *receipt* from being one."""
    return kind_problems("receipt", receipt, Receipt, "a receipt", "build a Receipt")
