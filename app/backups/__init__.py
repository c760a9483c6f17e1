"""Backups an operator can trust: made while the server runs, checked before they count, restored into a new epoch."""
