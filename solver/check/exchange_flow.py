"""The most lessons that some teachers can give: a flow from teachers to subjects, by augmenting paths."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from itertools import pairwise

Subjects = frozenset[str]


def most_taught(staff: Mapping[Subjects, int], need: Mapping[str, int]) -> int:
    """Return the most whole lessons that can be taught.

    Parameters
    ----------
    staff
        Σ of the most weekly lessons of all teachers who teach the same subjects, by these.
    need
        Whole lessons that can be taught of each subject at most.

    Notes
    -----
    Teachers of the same subjects are one node, since whatever they give together can be split among them in
    whole lessons. Each step pushes along a shortest path, so there are few.
    """
    left = dict(staff)
    wanted = {subject: lessons for subject, lessons in need.items() if lessons > 0}
    given: defaultdict[str, dict[Subjects, int]] = defaultdict(dict)
    taught = 0
    while path := _path(left, wanted, given):
        (first, _), (_, last) = path[0], path[-1]
        taken = [(group, subject) for (_, subject), (group, _) in pairwise(path)]
        push = min(left[first], wanted[last], *(given[subject][group] for group, subject in taken))
        left[first] -= push
        wanted[last] -= push
        for group, subject in path:
            given[subject][group] = given[subject].get(group, 0) + push
        for group, subject in taken:
            given[subject][group] -= push
        taught += push
    return taught


def _path(
    left: Mapping[Subjects, int], wanted: Mapping[str, int], given: Mapping[str, Mapping[Subjects, int]]
) -> list[tuple[Subjects, str]]:
    """Return the shortest way as (teachers, the subject they take); the next ones give up lessons of it."""
    giver: dict[str, Subjects] = {}
    freed: dict[Subjects, str | None] = {group: None for group in _sorted(left) if left[group] > 0}
    queue = deque(freed)
    while queue:
        group = queue.popleft()
        for subject in sorted(group):
            if subject in giver or subject not in wanted:
                continue
            giver[subject] = group
            if wanted[subject] > 0:
                return _back(giver, freed, subject)
            for other in _sorted(given.get(subject, {})):
                if given[subject][other] > 0 and other not in freed:
                    freed[other] = subject
                    queue.append(other)
    return []


def _back(
    giver: Mapping[str, Subjects], freed: Mapping[Subjects, str | None], last: str
) -> list[tuple[Subjects, str]]:
    path = []
    subject: str | None = last
    while subject is not None:
        path.append((giver[subject], subject))
        subject = freed[giver[subject]]
    return path[::-1]


def _sorted(groups: Iterable[Subjects]) -> list[Subjects]:
    return sorted(groups, key=sorted)
