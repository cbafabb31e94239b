"""Favourite products, favourite categories and personalised offers, as members and operators change them.

Every change is a pure function: what stands and what is asked for go in, what stands afterwards and what
happened come out. What is not allowed raises `Refused` with all its reasons, and nothing has changed.
"""
