"""Travel on real roads: an OpenStreetMap extract, the car profile, fastest ways between schools."""

from .between_schools import WithRoads, roads_for

__all__ = ["WithRoads", "roads_for"]
