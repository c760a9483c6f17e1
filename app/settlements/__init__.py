"""The list of settlements and the places (wards, barangays) they lie in; known lists imported from files."""
