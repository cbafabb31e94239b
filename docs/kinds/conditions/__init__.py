"""Kinds of condition: all that `CONDITIONS` lists, a page for each family.

Each kind stands under its tag, with its fields, an example as a document and as a sentence, and what comes of
it. In documents a condition is an object with the tag as `kind`. What has a default may be left out.
[Values](../values.md) says how money, periods and the like are written.

All conditions of a rule must hold. Conditions on products, and on attributes of lines and products, narrow
the lines that the others and the benefits see, in whatever order they are written; see
[Semantics](../../semantics.md#what-conditions-see). Bounds belong to what they allow unless a field
`strictly` says otherwise. Where a field takes several, one of them is enough.

You can [add kinds of your own](../../how-to/own-condition.md).
"""
