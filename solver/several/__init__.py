"""Several good plans of one county."""
