"""What is not allowed says why, for people and for programs, all at once."""

from __future__ import annotations

import pickle

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual.refusal import (
    Reason,
    Refused,
    permission_refusals,
    refusal,
    refuse_request,
)
from loyalty_engine.model.actor import Actor, Permission


def test_all_reasons_are_given_at_once() -> None:
    with pytest.raises(Refused) as caught:
        refuse_request(
            "choice",
            [
                refusal("products[0]", Reason.NOT_LISTED, "'tea' is not on the list", "choose from the list"),
                refusal("products", Reason.TOO_MANY, "3 products are more than 2 slots"),
            ],
        )
    assert caught.value.reasons == (Reason.NOT_LISTED, Reason.TOO_MANY)
    assert str(caught.value) == (
        "choice: 2 problems\n"
        "  products[0]: 'tea' is not on the list (choose from the list)\n"
        "  products: 3 products are more than 2 slots"
    )
    assert isinstance(caught.value, InvalidInput)
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_nothing_happens_without_a_reason() -> None:
    refuse_request("choice", [])


@pytest.mark.parametrize(
    ("granted", "reasons"),
    [
        pytest.param({Permission.EDIT_FAVORITES}, [], id="granted"),
        pytest.param({Permission.EDIT_ATTRIBUTES}, [Reason.NO_PERMISSION], id="something else is granted"),
        pytest.param(set(), [Reason.NO_PERMISSION], id="nothing is granted"),
    ],
)
def test_an_operator_does_what_the_host_grants(granted: set[Permission], reasons: list[Reason]) -> None:
    found = permission_refusals(Actor("olga", permissions=granted), Permission.EDIT_FAVORITES)
    assert [one.reason for one in found] == reasons
    assert not any("olga" in str(one) for one in found)
