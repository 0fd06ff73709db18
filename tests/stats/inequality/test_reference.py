"""Measures as healthequal computes them, to nine digits (tests/reference/inequality)."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy import special

from equitygap.stats.inequality.line import LINKS, fit
from equitygap.stats.inequality.measures import measure
from equitygap.stats.inequality.settings import Options, settings

REFERENCE = Path(__file__).parents[2] / "reference" / "inequality"
NAMES = {
    "d": "difference",
    "r": "ratio",
    "sii": "slope_index_of_inequality",
    "rii": "relative_index_of_inequality",
    "aci": "absolute_concentration_index",
    "rci": "relative_concentration_index",
    "paf": "population_attributable_fraction",
    "parisk": "population_attributable_risk",
    "bgv": "between_group_variance",
    "bgsd": "between_group_standard_deviation",
    "covar": "coefficient_of_variation",
    "ti": "theil_index",
    "mld": "mean_log_deviation",
    "mdbu": "mean_difference_from_best_unweighted",
    "mdbw": "mean_difference_from_best_weighted",
    "mdmu": "mean_difference_from_mean_unweighted",
    "mdmw": "mean_difference_from_mean_weighted",
    "mdru": "mean_difference_from_reference_unweighted",
    "mdrw": "mean_difference_from_reference_weighted",
    "idisu": "index_of_disparity_unweighted",
    "idisw": "index_of_disparity_weighted",
}
SLOPES = ("sii", "rii")
LINES = (*SLOPES, "aci", "rci")
#: The peer's errors lack these factors.
LOST_FACTOR = {"ti": 1000, "mld": 1000}


def rows(name):
    return list(csv.DictReader((REFERENCE / name).read_text().splitlines()))


def sets():
    found = {}
    for row in rows("input.csv"):
        found.setdefault(row["set"], []).append(row)
    return {
        key: {c: np.array([float(g[c]) for g in groups]) for c in groups[0] if c not in ("set", "subgroup")}
        for key, groups in found.items()
    }


INPUT = sets()
EXPECTED = [row for row in rows("expected.csv") if "logit" not in row["args"]]
LOGIT = [row for row in rows("expected.csv") if "logit" in row["args"]]


def scale_of(values):
    return next(scale for scale in (1, 100, 1_000, 10_000, 100_000) if values.max() <= scale)


def ours(row):
    data, fun = INPUT[row["set"]], row["fun"]
    name = next((n for n in ("wagstaff", "erreygers") if n in row["args"]), None)
    referred = fun in ("mdru", "mdrw") or row["args"] == "reference_subgroup"
    given = settings(
        data["estimate"],
        standard_error=data["se"],
        population=np.ceil(data["population"]) if fun in SLOPES else data["population"],
        rank=data["subgroup_order"] if data["ordered"][0] else None,
        sign=1 if data["favourable_indicator"][0] else -1,
        reference=int(data["reference_subgroup"].argmax()) if referred else -1,
    )
    options = Options(scatter=fun in LINES, bounds=(0, 100) if name else None)
    return measure(f"{name}_concentration_index" if name else NAMES[fun], given, options), data


@pytest.mark.parametrize("row", EXPECTED, ids=lambda r: f"{r['set']}-{r['fun']}-{r['args']}")
def test_estimates_agree(row):
    found, _ = ours(row)
    np.testing.assert_allclose(found.value[0], float(row["estimate"]), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "row",
    [r for r in EXPECTED if r["se"] and r["fun"] not in ("paf", "parisk")],
    ids=lambda r: f"{r['set']}-{r['fun']}-{r['args']}",
)
def test_closed_form_errors_agree(row):
    found, data = ours(row)
    factor = LOST_FACTOR.get(row["fun"], 1)
    if row["fun"] in ("r", "rii"):
        factor = found.value[0]  # the peer's is the error of the logarithm
    if row["fun"] == "sii":
        factor = scale_of(data["estimate"])
    # The peer differentiates the ends of its line numerically.
    tolerance = 1e-6 if row["fun"] in SLOPES else 1e-9
    np.testing.assert_allclose(found.standard_error[0], float(row["se"]) * factor, rtol=tolerance)


@pytest.mark.parametrize("row", LOGIT, ids=lambda r: f"{r['set']}-{r['fun']}")
def test_logit_line_agrees_when_it_does_as_the_peer_does(row):
    # The peer weighs by the square of the population and rounds cases; we weigh by the population.
    data = INPUT[row["set"]]
    population, scale = np.ceil(data["population"]), scale_of(data["estimate"])
    share = np.round(data["estimate"] / scale * population) / population
    given = settings(share, population=population, rank=data["subgroup_order"])
    weight = given.share**2
    beta, bread = fit(given.value, given.position, weight, LINKS["logit"])
    low, high = special.expit(beta[0, 0]), special.expit(beta[0].sum())
    design = np.column_stack([np.ones(len(share)), given.position[0]])
    score = (weight[0] * (share - special.expit(design @ beta[0])))[:, None] * design
    covariance = bread[0] @ score.T @ score @ bread[0] * len(share) / (len(share) - 2)
    slopes = high * (1 - high), low * (1 - low)
    if row["fun"] == "sii":
        value, jacobian = (high - low) * scale, np.array([slopes[0] - slopes[1], slopes[0]])
    else:
        value, jacobian = high / low, np.array([low - high, 1 - high])
    np.testing.assert_allclose(value, float(row["estimate"]), rtol=1e-8)
    np.testing.assert_allclose(np.sqrt(jacobian @ covariance @ jacobian), float(row["se"]), rtol=1e-5)


def test_limits_of_a_difference_chosen_beforehand_agree():
    for row in EXPECTED:
        if (row["fun"], row["args"]) in (("d", "ordered"), ("r", "ordered")):
            found, _ = ours(row)
            np.testing.assert_allclose(
                [found.lower[0], found.upper[0]], [float(row["lowerci"]), float(row["upperci"])], rtol=1e-9
            )
