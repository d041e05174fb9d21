"""Question in, cited answer out: passages, encoders, indexes, question plans, answers."""
