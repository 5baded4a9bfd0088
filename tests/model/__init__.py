"""A naive model of the rules, written from the specification alone, and what compares the product with it (tests/acts.py)."""
