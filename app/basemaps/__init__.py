"""What lies behind the settlements on a map: streets, pictures, the city's own plans; cut into packs for phones."""
