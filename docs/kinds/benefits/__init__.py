"""Kinds of benefit: all that `BENEFITS` lists, a page for each family.

Each kind stands under its tag, with its fields, an example as a document and as a sentence, and what comes of
it. In documents a benefit is an object with the tag as `kind`. What has a default may be left out.
[Values](../values.md) says how money, periods and the like are written.

Money comes off in the discount stage, then offers say what may be paid with points, and points are given in
the accrual stage; see [Semantics](../../semantics.md#stages). No benefit gives more than is left on a line.
[How much](../amounts.md) has the ways in which benefits, and the entries of members, say what they give, and
[Triggers](../triggers.md) the events on which they may be given.

You can [add kinds of your own](../../how-to/own-benefit.md).
"""
