"""The shell around the calculation: imports, and the ports through which it reaches a host's store."""
