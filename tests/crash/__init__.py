"""The real server, and a real browser, killed at random moments: whatever was acknowledged is there afterwards."""
