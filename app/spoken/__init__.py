"""Questions as they sound: recorded by a federation in its own language, handed to phones as one file."""
