"""How a profile is handed in, checked by residents, returned, settled and approved."""
