"""Values that a host builds: validated, immutable, with no behaviour beyond their own invariants."""
