"""Phones and server exchange edits: push with receipts, pull by cursor."""
