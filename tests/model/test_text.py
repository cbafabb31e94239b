"""Texts with placeholders from a closed list: nothing is evaluated."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.identifiers import text_problem
from loyalty_engine.model.text import PLACEHOLDERS, Template

VALUES = {"receipt.total": "9.90 EUR", "member.id": "{offer.name}"}


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        pytest.param("Thank you!", "Thank you!", id="plain text"),
        pytest.param("You pay {receipt.total}.", "You pay 9.90 EUR.", id="a name"),
        pytest.param("{ receipt.total }", "9.90 EUR", id="white space around a name"),
        pytest.param("{receipt.total}{receipt.total}", "9.90 EUR9.90 EUR", id="a name twice"),
        pytest.param("Bye{receipt.id}", "Bye", id="a name without a value becomes nothing"),
        pytest.param("{{receipt.total}}", "{receipt.total}", id="braces"),
        pytest.param("{{{receipt.total}}}", "{9.90 EUR}", id="a name in braces"),
        pytest.param("{member.id}", "{offer.name}", id="a value is not looked at again"),
        pytest.param("100 %", "100 %", id="nothing else is special"),
    ],
)
def test_render(text: str, rendered: str) -> None:
    assert Template(text).render(VALUES) == rendered


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            "{reciept.total}",
            "unknown placeholder {reciept.total} (did you mean {receipt.total}?)",
            id="a slip",
        ),
        pytest.param("{offer.__class__}", "unknown placeholder {offer.__class__}", id="an attribute"),
        pytest.param("{receipt.total!r}", "unknown placeholder {receipt.total!r}", id="a conversion"),
        pytest.param("{receipt.total:>9}", "unknown placeholder", id="a format"),
        pytest.param("{zzz}", "(known are member.id, offer.discount,", id="nothing like any"),
        pytest.param("{}", "unknown placeholder {}", id="no name"),
        pytest.param(f"{{{'x' * 1900}}}", f"unknown placeholder {{{'x' * 40}}} (", id="a long name"),
        pytest.param("a } b", "a lone '}' at 2 (write '}}' for a brace)", id="a lone closing brace"),
        pytest.param("a { b", "a lone '{' at 2 (write '{{' for a brace)", id="a lone opening brace"),
        pytest.param("", "there are 0 characters (use 1 to 2,000)", id="no text at all"),
        pytest.param("x" * 2001, "there are 2,001 characters", id="too long a text"),
        pytest.param(b"bye", "of type bytes, not text", id="bytes"),
        pytest.param(None, "of type NoneType, not text", id="None"),
        pytest.param(5, "of type int, not text", id="a number"),
        pytest.param("\ud800", "half of a surrogate pair", id="half a character"),
    ],
)
def test_no_template(text: Any, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Template(text)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 500


def test_every_problem_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        Template("} {a} { {b}")
    assert [problem.message for problem in caught.value.problems] == [
        "a lone '}' at 0",
        "unknown placeholder {a}",
        "a lone '{' at 6",
        "unknown placeholder {b}",
    ]


def test_every_placeholder_stands_for_its_value() -> None:
    for name, meaning in PLACEHOLDERS:
        assert Template(f"<{{{name}}}>").render({name: meaning}) == f"<{meaning}>"


def test_a_template_is_its_text() -> None:
    template = Template("Bye {member.id}")

    assert Template.of(template) is template
    assert Template.of("Bye {member.id}") == template
    arrived = pickle.loads(pickle.dumps(template))
    assert (arrived, hash(arrived)) == (template, hash(template))
    assert arrived.render({"member.id": "m"}) == "Bye m"
    assert repr(template) == "Template(text='Bye {member.id}')"


@given(st.text(min_size=1, max_size=50))
def test_any_text_can_be_said(text: str) -> None:
    written = text.replace("{", "{{").replace("}", "}}")
    if text_problem("", text) is not None:
        with pytest.raises(InvalidInput, match="U\\+0000"):
            Template(written)
    else:
        assert Template(written).render(VALUES) == text


@given(
    st.text("{}ae. ", min_size=1), st.dictionaries(st.sampled_from([n for n, _ in PLACEHOLDERS]), st.text())
)
def test_rendering_never_fails(text: str, values: dict[str, str]) -> None:
    try:
        template = Template(text)
    except InvalidInput:
        return
    assert isinstance(template.render(values), str)
