"""Travel between schools."""
