"""Examples of benefits."""
