"""Examples of every kind, a module per family; `docs/generate.py` makes the reference pages of them.

A function tells about the kind whose tag it is named after, `not_` about ``not``. Its first statement makes a
value of that kind; what the others come to is worked out and shown. Comments become prose. What stands
before the functions is shown at the top of the page.
"""
