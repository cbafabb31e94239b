"""Where the ports of the programme lead: in memory, and to the systems of hosts.

Each adapter is imported by its own path, and imports what it needs at its top.
"""
