"""What tags mean for a car: who may drive, how fast, in which direction."""

import pytest
from lianxiao.reports.road_screen import FAR_M
from lianxiao.solver.travel.roads.car import drive_of
from lianxiao.solver.travel.roads.profile import car_profile
from lianxiao.solver.travel.roads.speed_tags import duration_hours, signed_kmh

CAR = car_profile()


@pytest.mark.parametrize(
    ("value", "kmh"),
    [
        ("50", 50),
        ("50 km/h", 50),
        ("30 mph", 30 * 1.609344),
        ("30mph", 30 * 1.609344),
        ("10 knots", 18.52),
        ("walk", 7),
        ("none", 140),
        ("CN:urban", 50),
        ("CN:rural", 70),
        ("FR:rural", 80),
        ("DE:zone30", 30),
        ("DE:zone:30", 30),
        ("DE:walk", 7),
        ("50;30", 30),
        ("signals", None),
        ("variable;60", 60),
        ("0", None),
        ("fünfzig", None),
        ("", None),
    ],
)
def test_signed_limits(value: str, kmh: float | None) -> None:
    assert signed_kmh(value, CAR.signed) == (None if kmh is None else pytest.approx(kmh))


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ("20", 1 / 3),
        ("00:20", 1 / 3),
        ("01:30", 1.5),
        ("00:10:30", 0.175),
        ("PT20M", 1 / 3),
        ("PT1H20M", 4 / 3),
        ("P1D", 24),
        ("0", None),
        ("PT", None),
        ("20 min", None),
        ("", None),
    ],
)
def test_durations(value: str, hours: float | None) -> None:
    assert duration_hours(value) == (None if hours is None else pytest.approx(hours))


@pytest.mark.parametrize(
    ("tags", "ahead", "back"),
    [
        ({"highway": "primary"}, 65, 65),
        ({"highway": "primary", "maxspeed": "50"}, 40, 40),
        ({"highway": "residential", "maxspeed": "80"}, 64, 64),
        ({"highway": "primary", "maxspeed:forward": "50", "maxspeed": "80"}, 40, 64),
        ({"highway": "tertiary", "surface": "gravel", "maxspeed": "80"}, 40, 40),
        ({"highway": "tertiary", "surface": "mud"}, 10, 10),
        ({"highway": "unclassified", "tracktype": "grade5"}, 20, 20),
        ({"highway": "secondary", "oneway": "yes"}, 55, None),
        ({"highway": "secondary", "oneway": "reverse"}, None, 55),
        ({"highway": "secondary", "junction": "circular"}, 55, None),
        ({"highway": "motorway"}, 90, None),
        ({"highway": "motorway", "oneway": "no"}, 90, 90),
        ({"highway": "motorway_link"}, 45, 45),
        ({"highway": "track", "motor_vehicle": "yes"}, 15, 15),
        ({"highway": "track", "access": "destination", "tracktype": "grade1"}, 15, 15),
        ({"highway": "residential", "access": "no", "motorcar": "yes"}, 25, 25),
        ({"highway": "residential", "access": "agricultural;permissive"}, 25, 25),
        ({"highway": "residential", "motor_vehicle": "unbekannt"}, 25, 25),
        ({"highway": "service", "service": "driveway"}, 15, 15),
    ],
)
def test_roads_and_speeds(tags: dict[str, str], ahead: float | None, back: float | None) -> None:
    drive = drive_of(tags, CAR)
    assert drive is not None
    expected = [None if one is None else pytest.approx(one) for one in (ahead, back)]
    assert [drive.ahead_kmh, drive.back_kmh] == expected


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "footway"},
        {"highway": "construction"},
        {"highway": "track"},
        {"highway": "pedestrian"},
        {"highway": "residential", "access": "private"},
        {"highway": "residential", "motor_vehicle": "no", "access": "yes"},
        {"highway": "residential", "motorcar": "agricultural;forestry"},
        {"highway": "service", "service": "emergency_access"},
        {"highway": "service", "area": "yes"},
        {"highway": "tertiary", "oneway": "reversible"},
        {"highway": "tertiary", "impassable": "yes"},
        {"route": "bus"},
        {"route": "ferry", "motor_vehicle": "no"},
    ],
)
def test_what_is_no_road_for_a_car(tags: dict[str, str]) -> None:
    assert drive_of(tags, CAR) is None


def test_the_screen_counts_as_far_what_the_profile_calls_far() -> None:
    assert CAR.school.far_m == FAR_M


def test_no_school_joins_a_motorway_or_a_tunnel() -> None:
    for tags, joins in (
        ({"highway": "motorway"}, False),
        ({"highway": "primary", "tunnel": "yes"}, False),
        ({"highway": "primary", "bridge": "yes"}, True),
        ({"route": "ferry"}, False),
    ):
        drive = drive_of(tags, CAR)
        assert drive is not None
        assert drive.from_school is joins
