"""What a predicate asks for, found in one walk: facts, money, names, and what may change the answer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from attrs import evolve, frozen

from loyalty_engine.engine.live import is_live, is_pending, revives
from loyalty_engine.engine.needs import Past, needs_of, past_of
from loyalty_engine.model.keys import FAVORITE_PREFIX, marked
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.rules.figures import BalanceNow, Counted, Discounted, Draw
from loyalty_engine.rules.predicates import (
    All,
    Always,
    Any,
    Bought,
    Compare,
    Contains,
    During,
    External,
    IsMember,
    Keyed,
    LineValue,
    Predicate,
    ReceiptSum,
    is_of_lines,
)


@frozen(kw_only=True, weakref_slot=False)
class Asks:
    """What a predicate asks for, anywhere in it.

    *needs* are the facts about a member, *past* those of them that have dates, with the stretches of time.
    *currencies* are those of the money that it speaks of. With *names* it names something that its world may
    lack, with *draws* a draw has no name yet. With *givers* it asks on which lines a certain offer has given,
    with *pending* for points that the receipt itself brings or costs. *shrinks* is true where taking lines
    away can end what held; *revives* where that, or what is given meanwhile, can make hold what did not;
    *live* where what is given matters at all.
    """

    needs: frozenset[Need] = frozenset()
    past: tuple[Past, ...] = ()
    currencies: frozenset[str] = frozenset()
    names: bool = False
    draws: bool = False
    givers: bool = False
    pending: bool = False
    shrinks: bool = False
    revives: bool = False
    live: bool = False


#: What nearly all predicates ask for.
NOTHING = Asks()
#: What is asked for by keys of categories and groups.
NAMES = Asks(names=True)
#: Predicates that ask for nothing whatever they say.
_CONTENT = (During, LineValue, IsMember, Always)
_NAMED = (NeedKind.ATTRIBUTE, NeedKind.PERSONAL)


def asks_of(predicate: Predicate) -> Asks:
    """What *predicate* asks for."""
    if isinstance(predicate, Keyed):
        return _of_keys(predicate)
    if isinstance(predicate, _CONTENT):
        return NOTHING
    if isinstance(predicate, Compare):
        return _of_figure(predicate)
    if isinstance(predicate, (All, Any)):
        return together(map(asks_of, predicate.parts))
    if isinstance(predicate, Contains):
        needs = needs_of(predicate)
        own = Asks(
            needs=needs,
            currencies=_currencies(predicate.currency),
            names=bool(needs),
            revives=revives(predicate),
            live=is_live(predicate),
        )
        return together([own, *map(asks_of, predicate.tests)])
    if isinstance(predicate, Discounted):
        return Asks(givers=predicate.offer is not None, revives=True, live=True)
    if isinstance(predicate, Counted):
        return Asks(needs=needs_of(predicate), past=past_of(predicate))
    if isinstance(predicate, External):
        return NOTHING if predicate.currency is None else _of_money(predicate.currency)
    needs = needs_of(predicate)
    return Asks(needs=needs, names=_are_named(needs)) if needs else NOTHING


def together(all: Iterable[Asks]) -> Asks:
    """What is asked for by several predicates."""
    found = [asks for asks in all if asks is not NOTHING]
    if len(found) < 2:
        return found[0] if found else NOTHING
    return Asks(
        needs=frozenset().union(*[asks.needs for asks in found]),
        past=tuple([past for asks in found for past in asks.past]),
        currencies=frozenset().union(*[asks.currencies for asks in found]),
        names=any(asks.names for asks in found),
        draws=any(asks.draws for asks in found),
        givers=any(asks.givers for asks in found),
        pending=any(asks.pending for asks in found),
        shrinks=any(asks.shrinks for asks in found),
        revives=any(asks.revives for asks in found),
        live=any(asks.live for asks in found),
    )


def _of_keys(test: Keyed) -> Asks:
    keys = marked(test.keys)
    if not keys:
        return NOTHING
    if any(key.startswith(FAVORITE_PREFIX) for key in keys):
        return Asks(needs=needs_of(test), names=True)
    return NAMES


def _of_figure(check: Compare) -> Asks:
    figure = check.figure
    if isinstance(figure, ReceiptSum) and check.own is None and not figure.so_far:
        return NOTHING if check.currency is None else _of_money(check.currency)
    needs = needs_of(check)
    return Asks(
        needs=needs,
        past=past_of(check),
        currencies=_currencies(check.currency),
        names=isinstance(figure, (BalanceNow, Bought)) or _are_named(needs),
        draws=isinstance(figure, Draw) and figure.name is None,
        pending=is_pending(check),
        shrinks=is_of_lines(figure),
        revives=revives(check),
        live=is_live(check),
    )


def _are_named(needs: Iterable[Need]) -> bool:
    return any(need.kind in _NAMED for need in needs)


def _currencies(currency: str | None) -> frozenset[str]:
    return NOTHING.currencies if currency is None else _of_money(currency).currencies


@lru_cache(maxsize=256)
def _of_money(currency: str) -> Asks:
    """What is asked for by a sum of money in *currency*; one value for all that say no more."""
    return evolve(NOTHING, currencies=frozenset({currency}))
