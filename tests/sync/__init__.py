"""Simulated phones against the real app: no answer is ever lost, and all phones come to hold the same."""
