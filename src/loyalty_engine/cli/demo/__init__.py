"""A small shop, made up for the demonstration: its goods, its offers, its customers and what they bought."""
