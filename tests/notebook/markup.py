"""Reads what the views wrote, strictly: one open element too many, or one we never write, is an error."""

from __future__ import annotations

from html.parser import HTMLParser

ATTRIBUTES = {
    "div": {"class"},
    "style": set(),
    "p": set(),
    "table": {"class"},
    "caption": set(),
    "thead": set(),
    "tbody": set(),
    "tfoot": set(),
    "tr": set(),
    "th": {"class", "scope"},
    "td": {"class"},
    "span": {"class", "aria-hidden"},
    "bdi": set(),
}
CLASSES = frozenset(
    """
    loyalty-engine tex2jax_ignore mathjax_ignore le-table le-right le-pair le-figure le-strong le-faint
    """.split()
)


class Markup(HTMLParser):
    """The elements of a view, and its text piece by piece without that of the style sheet."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.sheet = ""
        self.feed(html)
        self.close()
        assert self.open == [], "left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert tag in ATTRIBUTES
        assert len(given) == len(attrs)
        assert set(given) <= ATTRIBUTES[tag]
        assert set(given.get("class", "").split()) <= CLASSES
        self.open.append(tag)
        self.elements.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raise AssertionError(f"<{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["style"]:
            self.sheet += data
        elif data.strip() and self.open:
            self.texts.append(data)
        else:
            assert not data.strip(), "text outside the view"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"<?{data}>")

    def count(self, tag: str) -> int:
        """How many elements of this kind there are."""
        return sum(found == tag for found, _ in self.elements)

    @property
    def text(self) -> str:
        """All texts, each on a line of its own."""
        return "\n".join(self.texts)
