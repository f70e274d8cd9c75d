"""A scenario applied to a county: every change of docs/scenarios.md, one file per kind."""
