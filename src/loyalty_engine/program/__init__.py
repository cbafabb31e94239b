"""The shell around the calculation: imports, the points ledger, and the ports to a host's store."""
