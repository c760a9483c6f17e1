"""What is mapped inside a settlement: taps, toilets, drains, paths, dangers; and how they serve from day to day."""
