"""What a community says of its settlement in one round, and the points it maps."""
