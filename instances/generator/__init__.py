"""Made-up counties, realistic in size, land, pupils and people (docs/made-counties.md)."""

from ...models.made_county import Flaw, Terrain, Wanted
from .county import made_county

__all__ = ["Flaw", "Terrain", "Wanted", "made_county"]
