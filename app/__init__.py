"""Kwetu: communities count, map and describe their own settlements, and decide who may see it."""

__version__ = "0.1.0"
