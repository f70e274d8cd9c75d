"""What the tests of the next school year start from and read off."""

from lianxiao.models.next_year import NextYear
from lianxiao.models.plan import Plan
from lianxiao.tests import made_staff

POLICY = made_staff.policy()
NOTHING = Plan(alliances=())


def codes(rolled: NextYear) -> set[str]:
    return {finding.code for finding in rolled.warnings}
