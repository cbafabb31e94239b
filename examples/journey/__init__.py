"""Loading, shop and till of the Complete Journey data, for `examples/complete_journey.py` and for analysts."""
