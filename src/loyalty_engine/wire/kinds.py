"""The kinds of condition and benefit that documents may name: ours, and those of the host."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, get_args, get_origin, get_type_hints

import attrs
from attrs import evolve, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.rules.benefits import BENEFITS
from loyalty_engine.rules.conditions import CONDITIONS
from loyalty_engine.rules.instructions import Instruction
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.predicates import Predicate
from loyalty_engine.wire.shapes import (
    KIND,
    Collection,
    Directory,
    Families,
    Listing,
    Maybe,
    Record,
    Row,
    Tagged,
    shape_of,
)
