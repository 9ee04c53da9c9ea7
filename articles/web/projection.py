"""The projection of the maps, which the script that draws their outlines shares: standard library only.

Positions are units of the map: ``UNIT`` to a degree of longitude, from its north-western corner, in the Patterson
projection. It bends no meridian and no parallel, so one drawing serves the whole world and any part of it.
"""

import math

UNIT = 20
# The map is cut in the Bering Strait, so that Chukotka, Fiji and New Zealand are whole.
WEST_END, EAST_END = -169.5, 190.5
NORTH = 84
_PATTERSON = (1.0148, 0.23185, -0.14499, 0.02406)


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a place is on the map, given in degrees; longitudes go from ``WEST_END`` to ``EAST_END``.

    >>> project(WEST_END, NORTH)
    (0.0, 0.0)
    """
    return (longitude - WEST_END) * UNIT, (_height(NORTH) - _height(latitude)) * UNIT


def _height(latitude: float) -> float:
    angle = math.radians(latitude)
    terms = zip(_PATTERSON, (1, 5, 7, 9), strict=True)
    return math.degrees(sum(coefficient * angle**power for coefficient, power in terms))
