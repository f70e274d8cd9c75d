"""From a county to a checked plan."""
