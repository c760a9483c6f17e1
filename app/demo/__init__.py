"""What a newcomer sees first: two cities with invented settlements, told through the same path as a phone's answers."""
