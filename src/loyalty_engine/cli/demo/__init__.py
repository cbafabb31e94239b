"""A small shop, made up for the demonstration: what it sells, what it offers, who buys, and what they bought."""
