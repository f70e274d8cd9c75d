"""Grouping and exchange together: optimistic first, truth on demand."""
