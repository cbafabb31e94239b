"""Masks of coupon numbers: ``*`` stands for any number of characters, ``?`` for one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache


def fits_mask(text: str, mask: str) -> bool:
    """Is *text*, from its first character to its last, as *mask* says? Case counts.

    One step for each character of *text*, whatever the mask: all places of the mask that may have been
    reached are kept as bits of one number.

    >>> fits_mask("SPRING-17", "SPRING-??"), fits_mask("SPRING-17", "spring*"), fits_mask("", "*")
    (True, False, True)
    """
    length, places, stars = _places(mask)
    anywhere = places.get("?", 0)
    reached = 1 | (stars & 1) << 1
    for character in text:
        here = anywhere if character in "?*" else places.get(character, 0) | anywhere
        reached = (reached & here) << 1 | reached & stars
        reached |= (reached & stars) << 1
        if not reached:
            return False
    return bool(reached >> length & 1)


@lru_cache(maxsize=1024)
def _places(mask: str) -> tuple[int, Mapping[str, int], int]:
    """The length of *mask* without idle stars, where each character stands in it, and where stars do."""
    mask = re.sub(r"\*+", "*", mask)
    places: dict[str, int] = {}
    for n, character in enumerate(mask):
        places[character] = places.get(character, 0) | 1 << n
    return len(mask), places, places.pop("*", 0)
