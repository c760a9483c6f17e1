"""Tools that know no settlement: database, clock, ids, geometry, problems."""
