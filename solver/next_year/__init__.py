"""The county one school year later: people, pupils, weeks and settings rolled over (docs/next-year.md)."""
