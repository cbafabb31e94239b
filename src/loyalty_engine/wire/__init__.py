"""JSON in and out: documents of everything that a host loads or keeps, and the schemas that describe them.

``documents`` reads and writes them; ``kinds`` is for hosts with kinds of condition or benefit of their own;
``loymax`` knows the attribute values of Loymax installations; ``batches`` reads files of attribute values row
by row; ``schema`` describes documents; ``stored`` is for stores, which keep more than documents hold. The
rest is what these are made of: ``text`` parses, ``shapes`` says what a class looks like, ``leaves`` what a
single value does, and ``converter`` goes from the one to the other.
"""
