"""A county re-solved near its plan in force: who is held, the re-solve, the curve of changes."""
