"""The exact model of one alliance's semester: fewest missed, then the most even weeks (CP-SAT).

Numbers in brackets are sentences of docs/duties.md.
"""

from collections import defaultdict
from collections.abc import Iterable

from ortools.sat.python import cp_model

from .in_order import lay_in_order
from .semester import Laid, SemesterCase, unevenness

EFFORT = 2.0
"""Deterministic seconds of CP-SAT for a semester; where it does not suffice, the best found is taken."""


def lay_semester(case: SemesterCase) -> Laid:
    """Lay events and absences: fewest missed, then the least sum of squares of the weeks' events.

    Laying in order is taken where it is the best there can be; otherwise the model begins with it. Same
    input, same calendar.
    """
    first = lay_in_order(case)
    return first if first.is_best(case) else _Model(case).solve(first)


class _Model:
    """CP-SAT model of one semester. A variable exists only for a place that is free by itself."""

    def __init__(self, case: SemesterCase) -> None:
        self.case = case
        self.model = cp_model.CpModel()
        self.at = {
            (event, week, half_day): self.model.new_bool_var(f"event{event}_w{week}_{half_day}")
            for event, one in enumerate(case.events)
            for week in one.weeks
            for half_day in one.half_days
        }
        self.week = {
            (absence, week): self.model.new_bool_var(f"absence{absence}_w{week}")
            for absence in range(len(case.absences))
            for week in case.weeks
        }
        self.in_week: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for (event, week, _), var in self.at.items():
            self.in_week[event, week].append(var)
        self._each_once()
        self._nobody_in_two_places()
        self._one_manager_away()
        self._batches()

    def _each_once(self) -> None:
        """Every event and absence at most once."""
        by_event: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for (event, _, _), var in self.at.items():
            by_event[event].append(var)
        by_absence: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for (absence, _), var in self.week.items():
            by_absence[absence].append(var)
        for found in (*by_event.values(), *by_absence.values()):
            self.model.add_at_most_one(found)

    def _nobody_in_two_places(self) -> None:
        """One event of a person on a half-day; none but online ones in a week of absence (21)."""
        meeting: dict[object, list[cp_model.IntVar]] = defaultdict(list)
        for (event, week, half_day), var in self.at.items():
            for one in self.case.events[event].who.persons:
                meeting[one, week, half_day].append(var)
        for found in meeting.values():
            if len(found) > 1:
                self.model.add_at_most_one(found)
        absences = {one.teacher.teacher_id: index for index, one in enumerate(self.case.absences)}
        for (event, week), found in self.in_week.items():
            for one in self.case.events[event].who.persons:
                if one in absences and not self.case.events[event].online:
                    self.model.add_at_most_one([*found, self.week[absences[one], week]])

    def _one_manager_away(self) -> None:
        """At most one manager of a school away in a week (22)."""
        reasons: dict[tuple[str, str, int], list[cp_model.IntVar]] = defaultdict(list)
        for (event, week), found in self.in_week.items():
            for school, manager in self.case.managers_away(event):
                reasons[school, manager, week] += found
        for (absence, week), var in self.week.items():
            manager_of = self.case.absent_manager(absence)
            if manager_of is not None:
                reasons[*manager_of, week].append(var)
        away: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        for (school, manager, week), found in reasons.items():
            gone = self.model.new_bool_var(f"away_{manager}_w{week}")
            for var in found:
                self.model.add_implication(var, gone)
            away[school, week].append(gone)
        for gone_together in away.values():
            if len(gone_together) > 1:
                self.model.add_at_most_one(gone_together)

    def _batches(self) -> None:
        """No batch of shadowing larger than a member can spare (17)."""
        batches: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        most: dict[str, int] = {}
        for (absence, week), var in self.week.items():
            one = self.case.absences[absence]
            if one.batch is not None:
                most[one.member] = one.batch
                batches[one.member, week].append(var)
        for (member, _), found in batches.items():
            if len(found) > most[member]:
                self.model.add(sum(found) <= most[member])

    def solve(self, first: Laid) -> Laid:
        """Solve from a first laying."""
        case = self.case
        heights = self._heights()
        worst = unevenness([len(case.events)]) + 1
        missed = case.layable - sum(self.at.values()) - sum(self.week.values())
        self.model.minimize(worst * missed + sum((2 * k + 1) * var for k, var in heights))
        self._hint(first)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.max_deterministic_time = EFFORT
        solver.parameters.symmetry_level = 0
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return first
        found = Laid(
            {event: (week, half) for (event, week, half), var in self.at.items() if solver.value(var)},
            {absence: week for (absence, week), var in self.week.items() if solver.value(var)},
        )
        return max(first, found, key=lambda laid: (laid.count, -unevenness(laid.loads(case))))

    def _heights(self) -> Iterable[tuple[int, cp_model.IntVar]]:
        """Make the k-th event of a week cost 2k + 1 more: together the square of the week's events."""
        found: list[tuple[int, cp_model.IntVar]] = []
        for week in self.case.weeks:
            here = [var for (_, one), vars_ in self.in_week.items() if one == week for var in vars_]
            events = len({event for event, one in self.in_week if one == week})
            steps = [self.model.new_bool_var(f"height{k}_w{week}") for k in range(events)]
            self.model.add(sum(here) == sum(steps))
            found += list(enumerate(steps))
        return found

    def _hint(self, first: Laid) -> None:
        for (event, week, half_day), var in self.at.items():
            self.model.add_hint(var, first.events.get(event) == (week, half_day))
        for (absence, week), var in self.week.items():
            self.model.add_hint(var, first.absences.get(absence) == week)
