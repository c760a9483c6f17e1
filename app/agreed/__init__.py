"""Agreements and releases: what leaves the federation, to whom, until when."""
