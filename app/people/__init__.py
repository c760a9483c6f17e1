"""Federations, cities and their offices, people with their roles, teams, devices and sign-in."""
