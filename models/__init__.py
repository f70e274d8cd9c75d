"""The words of the domain, as frozen data. Imports nothing of the project."""
