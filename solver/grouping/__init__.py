"""Grouping schools into alliances, tier by tier, with bounds."""
