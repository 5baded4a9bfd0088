"""Platforms told through the whole product: a file a subject. tests/transmissions.py runs them."""
