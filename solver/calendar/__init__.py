"""Duties of the alliances: postings, mentor pairs, shadowing, and the events of the year, by week."""
