"""The commands, one file each: read, ask the solver, publish, answer. `cli` parses the call and prints."""
