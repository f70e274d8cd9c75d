"""The bundled counties, as data."""
