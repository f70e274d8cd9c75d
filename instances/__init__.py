"""Where counties come from: folders read, counties bundled, counties made from a seed."""
