"""What Kwetu promises a phone and an operator, measured: weights, speed, starting."""
