"""How rugged the land is: ridges over mountains, the way from the river up to the ridge in valleys."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...models.made_county import Terrain
from .statistics import Stream, statistics, stream

Points = NDArray[np.float64]
"""float64 (points, 2): km east and north of the middle."""

_RIDGES_KM = (14.0, 22.0, 35.0)
"""From ridge to ridge, three overlaid ranges [assumed]."""

_REGIONS_KM = 90.0
"""Wavelength of the change from gentle to rugged parts of the land [assumed]."""


@dataclass(frozen=True)
class Relief:
    """Ruggedness of the land, 0 to 1.

    Attributes
    ----------
    terrain
        Which of the two below counts.
    waves
        float64 (ranges, 3): wave numbers east and north per km, phase.
    rivers
        float64 (pieces, 4): ends of straight pieces of river, km.
    """

    terrain: Terrain
    waves: NDArray[np.float64]
    rivers: NDArray[np.float64]

    def at(self, points: Points) -> NDArray[np.float64]:
        """Ruggedness of each point, float64 (points,)."""
        if self.terrain is Terrain.VALLEY and len(self.rivers):
            return np.minimum(1.0, _km_to_rivers(points, self.rivers) / statistics().valley.ridge_km)
        angles = points @ self.waves[:, :2].T + self.waves[:, 2]
        ridges = (1.0 - np.abs(np.sin(angles[:, :-1]))).mean(axis=1)
        region = 0.5 + 0.5 * np.sin(angles[:, -1])
        rough: NDArray[np.float64] = np.clip(1.6 * ridges * (0.6 + 0.8 * region), 0.0, 1.0)
        return rough


def relief_of(terrain: Terrain, rivers: NDArray[np.float64], seed: int) -> Relief:
    """Draw the ridges of a land.

    Parameters
    ----------
    terrain
        In a plain the same field only varies the roads a little.
    rivers
        float64 (pieces, 4), km; empty but in valleys.
    seed
        Of the county.
    """
    rng = stream(seed, Stream.RELIEF)
    waves = []
    for wavelength in (*(2 * km for km in _RIDGES_KM), _REGIONS_KM):
        angle, phase = rng.uniform(0, np.pi), rng.uniform(0, 2 * np.pi)
        number = 2 * np.pi / wavelength
        waves.append((number * np.cos(angle), number * np.sin(angle), phase))
    return Relief(terrain, np.array(waves), rivers)


def _km_to_rivers(points: Points, rivers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance to the nearest piece of river, km."""
    nearest = np.full(len(points), np.inf)
    for x1, y1, x2, y2 in rivers:
        along = np.array((x2 - x1, y2 - y1))
        length = float(along @ along) or 1.0
        part = np.clip(((points - (x1, y1)) @ along) / length, 0.0, 1.0)
        foot = np.array((x1, y1)) + part[:, None] * along
        np.minimum(nearest, np.hypot(*(points - foot).T), out=nearest)
    return nearest
