"""Keeps the house in order: what is generated is never stale, what is shipped may be shipped."""
