"""What somebody said, kept for ever: edits, records as fields with candidate answers, the merge rule."""
