"""Other engines at the same work, a module for each; only `peers` imports them, as far as they are installed.

Each module says in ``POLICIES`` how its engine rounds, and ``build`` makes a `Shop` known to it and returns
one purchase in it: a call whose result is the discount in cents.
"""
