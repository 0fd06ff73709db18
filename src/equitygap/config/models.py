"""The config as a whole: every key that a user may write, declared once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator

from equitygap import words
from equitygap.config.composites import Composite, checked_composites
from equitygap.config.data import Comparison, DataSource
from equitygap.config.disclosure import Disclosure
from equitygap.config.fields import Amount, Day, Name, Part, Probability, one_of
from equitygap.config.inequality import Inequality
from equitygap.config.lifetables import LifeTable, Rates
from equitygap.config.map import Map
from equitygap.config.metrics import Metric, with_directions
from equitygap.config.partnership import Investment, SharedMetric, Surveys, distinct_investments
from equitygap.config.places import Source, Where
from equitygap.config.records import EnginePart
from equitygap.config.scenarios import Decompose, Power, Road, Scenario, distinct_names
from equitygap.config.scorecard import Scorecard, with_known_domains
from equitygap.config.target import Target, Trajectory

FAIL_ON: Final = (
    "off_track",
    "worsening",
    "missed",
    "inconclusive",
    "not_comparable",
    "not_assessable",
    "levelling_down",
)

#: What does not change what a run finds: where its results go, and what does the counting.
_NOT_ASKED: Final[dict[str, Any]] = {"outputs": {"folder", "report", "manifest"}, "engine": True}

Failure = Annotated[
    str,
    one_of(
        "a status, flag, check or change",
        [*words.STATUSES, *words.SCORECARD_STATUSES, *words.FLAGS, *words.CHECKS, *words.CHANGES],
    ),
]


class AcceptedFailure(Part):
    """A failure that is known and accepted, and said so in every run."""

    status: Failure
    """The status or flag, check of the data or change, that is accepted."""
    focus: Name | None = None
    """Only for this focus area or pool, or area of a scorecard or problem."""
    until: Day | None = None
    """The last day on which it is accepted; without one it is accepted for good."""
    why: str | None = None
    """The reason, told in every run."""


class Checks(Part):
    """What makes `equitygap check` fail."""

    fail_on: tuple[Failure, ...] = FAIL_ON
    """Statuses, flags (also in notes), checks of the data, and changes since the last run, that fail."""
    accept: tuple[AcceptedFailure, ...] = ()
    """Failures that are known and accepted."""


class Outputs(Part):
    """What is written, and where."""

    folder: Name | None = None
    """Folder of the tables; none is written where left out."""
    format: Literal["csv", "json", "jsonl", "parquet", "markdown"] = "parquet"
    """Format of the tables."""
    report: Name | None = None
    """File of the HTML report; none is written where left out."""
    manifest: Name | None = None
    """File of the manifest: what went in and came out, with hashes; none is written where left out."""


class Config(Part):
    """A question about gaps: the data, what is compared, what was promised, and what is written."""

    title: str = ""
    """What the config is about, for readers."""
    data: Annotated[tuple[DataSource, ...], Field(min_length=1)]
    """The files with the figures."""
    metrics: dict[Name, Metric] = Field(default_factory=dict)
    """What the metrics are, by their names in the data."""
    composites: tuple[Composite, ...] = ()
    """Metrics put together from others, each from metrics of the data or from composites before it."""
    surveys: Surveys = Field(default_factory=Surveys)
    """What is made of the answers to a survey (`table: responses`)."""
    investments: tuple[Investment, ...] = ()
    """What costs and benefits come to (`table: cash_flows`)."""
    partners: tuple[SharedMetric, ...] = ()
    """Metrics to which several partners contribute (`table: partner_records`)."""
    comparisons: tuple[Comparison, ...] = ()
    """What is compared with what."""
    target: Target | None = None
    """What was promised."""
    trajectory: Trajectory = Field(default_factory=Trajectory)
    """How the way to the target is judged."""
    confidence: Probability = 0.95
    """Confidence of every interval of the run."""
    seed: int = Field(default=0, ge=0)
    """Seed of everything that draws random numbers."""
    minimum_population: Amount | None = None
    """Person-years below which a value is withheld; left out, 5,000 for life tables and 0 for the rest."""
    life_table: LifeTable = Field(default_factory=LifeTable)
    """How deaths or death rates by age become life expectancies."""
    rates: Rates = Field(default_factory=Rates)
    """How deaths by age become standardised rates."""
    decompose: Decompose | None = None
    """Why the gap is there: its years of life by age and cause."""
    scenarios: tuple[Scenario, ...] = ()
    """What if: changes of the focus's death rates, side by side."""
    roads: tuple[Road, ...] = ()
    """What it takes: roads to the target."""
    power: Power | None = None
    """Whether anyone could tell the promised path from no change, and when."""
    inequality: Inequality | None = None
    """How unequal the areas are among themselves."""
    scorecard: Scorecard | None = None
    """One row for each metric and area; made for every config whose metrics have targets."""
    disclosure: Disclosure | None = None
    """What is withheld of counts of persons before they are shown or written."""
    engine: EnginePart = Field(default_factory=EnginePart)
    """What reads and counts records (`table: records`)."""
    map: Map | None = None
    """Shapes of the areas, for maps in the report."""
    checks: Checks = Field(default_factory=Checks)
    """What makes `equitygap check` fail."""
    outputs: Outputs = Field(default_factory=Outputs)
    """What is written, and where."""

    _source: Source | None = PrivateAttr(default=None)
    _replaced: tuple[Where, ...] = PrivateAttr(default=())

    @field_validator("trajectory")
    @classmethod
    def _path_leads_to_the_target(cls, trajectory: Trajectory, info: ValidationInfo) -> Trajectory:
        target = info.data.get("target")
        return trajectory.within(target) if target else trajectory

    @field_validator("composites")
    @classmethod
    def _composites_can_be_made(
        cls, composites: tuple[Composite, ...], info: ValidationInfo
    ) -> tuple[Composite, ...]:
        checked_composites(composites, info.data.get("metrics", {}))
        return composites

    _directions_known = field_validator("metrics")(with_directions)
    _domains_known = field_validator("scorecard")(with_known_domains)
    _names_of_their_own = field_validator("scenarios", "roads", "partners")(distinct_names)
    _flows_of_their_own = field_validator("investments")(distinct_investments)

    def position(self, *where: str | int) -> str | None:
        """Return `file:line:column` of a value, such as `position("comparisons", 0, "focus", 2)`.

        A value that the file leaves out stands where the part that would hold it does. None for a config
        built in code, and for a value that has been overridden.
        """
        if self._source is None or any(where[: len(one)] == one for one in self._replaced):
            return None
        return self._source.point(self._source.nearest(where))

    @property
    def is_scored(self) -> bool:
        """Whether a scorecard is asked for: by its part, or by a metric with a target of its own."""
        return self.scorecard is not None or any(metric.target for metric in self.metrics.values())

    def with_paths(self, changed: Callable[[str], str]) -> Config:
        """Return the config with the path of every file that it reads changed."""
        parts = {name: getattr(self, name).with_paths(changed) for name in ("life_table", "rates")}
        data = tuple(source.with_paths(changed) for source in self.data)
        shapes = self.map.with_paths(changed) if self.map else None
        return self.model_copy(update={"data": data, "map": shapes, **parts})

    @property
    def composes(self) -> bool:
        """Whether figures are made of others, or of answers, cash flows or partners' records."""
        surveys = self.surveys.ladder or self.surveys.scales
        return bool(self.composites or surveys or self.investments or self.partners)

    @property
    def hash(self) -> str:
        """SHA-256 of what the config asks, in hexadecimal.

        The same for every way of writing the same content. Where files lie does not change it, so that it is
        the same on every machine: local data count by their file name, outputs by their format.
        """
        named = self.with_paths(_name_or_uri)
        content = named.model_dump(mode="json", exclude=_NOT_ASKED)
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def is_remote(path: str) -> bool:
    """Whether a path is a URI such as s3://bucket/file.parquet.

    >>> is_remote("s3://bucket/file.parquet"), is_remote("../sample_data/file.csv")
    (True, False)
    """
    return "://" in path


def _name_or_uri(path: str) -> str:
    return path if is_remote(path) else path.replace("\\", "/").rsplit("/", 1)[-1]
