"""Make the reference pages anew, from the classes and the examples in docs/kinds.

    python3 run python docs/generate.py

Docstrings say what a kind means, classes what fields it has. What the examples come to is worked out here,
and compared again by the tests.
"""

from __future__ import annotations

from pathlib import Path

from pages.reference import pages

DOCS = Path(__file__).parent


def main() -> None:
    """Write all pages, and take away those of families that there are no more."""
    made = {DOCS / path: text for path, text in pages().items()}
    for page, text in made.items():
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    for folder in {page.parent for page in made}:
        for page in set(folder.glob("*.md")) - made.keys():
            page.unlink()
    print(f"{len(made)} pages")


if __name__ == "__main__":
    main()
