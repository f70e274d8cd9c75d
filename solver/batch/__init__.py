"""Many cases at once: each solved in a process of its own, side by side on this machine."""
