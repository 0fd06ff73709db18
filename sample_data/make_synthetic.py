"""Make the synthetic tables of the templates: `python make_synthetic.py`, in this folder.

Nothing in them was measured. They show how a table is laid out, and say in every row that they are synthetic.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

FOLDER = Path(__file__).parent
SOURCE = "synthetic: made for this template"
AREAS = ("Synthetic North", "Synthetic South", "Synthetic West")
ITEMS = ("satisfaction", "partner_feedback", "perceived_health")
PARTNERS = {"Synthetic clinic": 0.5, "Synthetic hospital": 0.3, "Synthetic health plan": 0.4}
Row = Sequence[object]


def write(name: str, header: Row, rows: Iterator[Row]) -> None:
    """Write a table, with `source` as its last column."""
    with (FOLDER / f"synthetic_{name}.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow([*header, "source"])
        table.writerows([*row, SOURCE] for row in rows)


def steps(random: random.Random, mean: float) -> tuple[int, int]:
    """Draw where someone stands on the ladder, 0 to 10, and expects to stand in five years."""
    level = random.gauss(mean, 1.9)
    answers = (level + random.gauss(0, 0.7), level + 0.8 + random.gauss(0, 0.9))
    now, then = (min(max(round(answer), 0), 10) for answer in answers)
    return now, then


def wellbeing(random: random.Random) -> Iterator[Row]:
    """Counts of answers to the two items of Cantril's ladder; now and then one is missing."""
    for start, area in enumerate(AREAS):
        for year in (2016, 2018, 2020):
            asked = [steps(random, 5.8 + 0.3 * start + 0.12 * (year - 2016)) for _ in range(250)]
            answers = Counter((now, "" if random.random() < 0.02 else then) for now, then in asked)
            for (now, then), count in sorted(answers.items(), key=str):
                yield area, year, now, then, count


def partnership_survey(random: random.Random) -> Iterator[Row]:
    """Counts of answers from 1 to 5: of patients, of partners, and on one's own health."""
    people = dict(zip(ITEMS, (250, 36, 400), strict=True))
    for item in ITEMS:
        for year in (2019, 2020, 2021, 2022):
            tilt = 0.1 * (year - 2019)
            weights = (0.06, 0.12, 0.27 - tilt / 2, 0.33, 0.22 + tilt / 2)
            answers = Counter(random.choices(range(1, 6), weights, k=people[item]))
            for answer in range(1, 6):
                yield "Synthetic partnership", year, item, answer, answers[answer]


def partnership_quality(random: random.Random) -> Iterator[Row]:
    """Events and those at risk: readmissions, and controlled blood pressure."""
    for year in range(2017, 2023):
        for metric, people, share in (
            ("readmissions", 1800, 0.17 - 0.006 * (year - 2017)),
            ("controlled_blood_pressure", 950, 0.52 + 0.025 * (year - 2017)),
        ):
            events = sum(random.random() < share for _ in range(people))
            yield metric, "Synthetic partnership", year, year, "", events, people


def partnership_money(random: random.Random) -> Iterator[Row]:
    """Costs and benefits of a program of home visits, in dollars of 2019."""
    for year in range(2019, 2029):
        cost = 240_000 if year == 2019 else 110_000
        yield "Synthetic partnership", year, "cost", "staff and supplies", cost, "USD 2019"
        if year > 2019:
            benefit = round(random.gauss(265_000, 25_000), -3)
            yield "Synthetic partnership", year, "benefit", "hospital stays averted", int(benefit), "USD 2019"


def first_place_of_care(random: random.Random) -> Iterator[Row]:
    """Children whose parents go to the emergency room first, of those with a usual place of care."""
    for area, share, change in (
        ("Synthetic initiative area", 0.23, -0.012),
        ("Synthetic rest of the county", 0.14, -0.003),
    ):
        for year in range(2012, 2019):
            now = share + change * (year - 2012)
            children = 1400 if "initiative" in area else 5200
            first = sum(random.random() < now for _ in range(children))
            yield "emergency_room_first", area, year, year, "", first, children


def shared_metrics(random: random.Random) -> Iterator[Row]:
    """People with high blood pressure as three partners know them, and whom they share."""
    for year, share in ((2020, 0.55), (2021, 0.58), (2022, 0.62)):
        counts: Counter[tuple[str, ...]] = Counter()
        controlled: Counter[tuple[str, ...]] = Counter()
        for _ in range(900):
            is_controlled = random.random() < share
            known = [partner for partner, reach in PARTNERS.items() if random.random() < reach]
            for size in range(1, len(known) + 1):
                for together in combinations(known, size):
                    counts[together] += 1
                    controlled[together] += is_controlled
        for together in sorted(counts, key=lambda one: (len(one), one)):
            partners = " + ".join(together)
            yield (
                "controlled_blood_pressure",
                "Synthetic city",
                year,
                partners,
                controlled[together],
                counts[together],
            )


def mortality(age: int) -> float:
    """A death rate by age that looks like one: high at birth, lowest at ten, then doubling in eight years."""
    return 0.006 if age == 0 else 0.0002 + 0.00004 * 2 ** (age / 8)


def persons(area: str, age: int) -> int:
    """How many live in an area at an age, of one sex."""
    return round((60 if area == AREAS[0] else 45) * max(0.0, 1 - (age / 105) ** 4))


def records(random: random.Random) -> Iterator[Row]:
    """One row a death, 2015 to 2019; now and then the age or the cause is not known."""
    causes = {"I219": 3.0, "I64": 1, "C349": 2, "C509": 1, "J449": 1, "E149": 1, "X42": 1}
    causes |= {"X954": 0.5, "R99": 0.3}
    for area in AREAS[:2]:
        for year in range(2015, 2020):
            for sex, more in (("female", 0.85), ("male", 1.15)):
                for age in range(105):
                    rate = min(1.0, mortality(age) * more * (1.0 if area == AREAS[0] else 1.5))
                    for _ in range(sum(random.random() < rate for _ in range(persons(area, age)))):
                        (cause,) = random.choices(list(causes), list(causes.values()))
                        yield area, year, 999 if random.random() < 0.01 else age, sex, cause


def populations(random: random.Random) -> Iterator[Row]:
    """Who lived there: persons by area, sex, year and single age."""
    for area in AREAS[:2]:
        for year in range(2015, 2020):
            for sex in ("female", "male"):
                for age in range(100):
                    yield area, sex, year, age, persons(area, age)
                yield area, sex, year, "100+", sum(persons(area, age) for age in range(100, 105))


TABLES = {
    "wellbeing": (("area", "year", "present", "future", "count"), wellbeing),
    "partnership_survey": (("area", "year", "item", "answer", "count"), partnership_survey),
    "partnership_quality": (
        ("metric", "area", "start", "end", "value", "numerator", "denominator"),
        partnership_quality,
    ),
    "partnership_money": (("area", "year", "kind", "item", "amount", "currency"), partnership_money),
    "first_place_of_care": (
        ("metric", "area", "start", "end", "value", "numerator", "denominator"),
        first_place_of_care,
    ),
    "shared_metrics": (
        ("metric", "area", "year", "partner", "numerator", "denominator"),
        shared_metrics,
    ),
    "records": (("area", "year", "age", "sex", "cause"), records),
    "populations": (("area", "sex", "year", "age", "population"), populations),
}

if __name__ == "__main__":
    for name, (header, rows) in TABLES.items():
        write(name, header, rows(random.Random(name)))
