"""The Complete Journey data: loading, shop, till and audit, for `complete_journey` and for analysts."""
