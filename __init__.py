"""Lianxiao (联校): school alliances for county education bureaus, provably good and independently checked."""

__version__ = "0.1.0"
