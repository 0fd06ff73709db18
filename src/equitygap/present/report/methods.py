"""Methods in plain words with their sources; a page tells those that it used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Method:
    """What is done, in words that need no statistics, and who it comes from (empty where it is ours)."""

    title: str
    words: str
    source: str = ""


_DAMPED: Final = (
    "Gardner and McKenzie (1985), Management Science 31:1237; Harvey (1989), Forecasting, Structural Time "
    "Series Models and the Kalman Filter"
)

#: By kind and name; a kind without a choice has the empty name.
METHODS: Final[dict[tuple[str, str], Method]] = {
    ("gap", ""): Method(
        "The gap",
        "The gap is how far the focus is behind the benchmark; it is positive when the focus is worse off. "
        "Its interval adds the uncertainty of both sides.",
    ),
    ("pool", ""): Method(
        "Several areas as one",
        "The areas' figures are averaged with their populations at the baseline as weights. The weights stay"
        " the same in every year, so that people who move do not look like people who live longer.",
    ),
    ("promise", ""): Method(
        "Promise and path",
        "The promise is a gap to be reached in a year. The promised path leads from the baseline to it, and "
        "says where the gap should be by now.",
        "National Center for Health Statistics, Healthy People 2030 methods, for the share of the change "
        "achieved",
    ),
    ("trend", ""): Method(
        "Trend",
        "A line through the gaps since the baseline. More certain figures count for more, and periods that "
        "share years are not counted twice. A trend whose limits lie on both sides of zero may be chance.",
        "Aitken (1935), Proc R Soc Edinb 55:42; Birge (1932), Phys Rev 40:207",
    ),
    ("model", "last"): Method(
        "Projection: last value", "The last gap stays as it is; the further ahead, the less sure."
    ),
    ("model", "drift"): Method(
        "Projection: drift",
        "The average change since the first figure goes on, and grows less sure with time.",
    ),
    ("model", "linear"): Method("Projection: straight line", "The trend goes on as it is."),
    ("model", "shrunk"): Method(
        "Projection: lines that learn from each other",
        "Each area has a line of its own, drawn towards the mean of all areas, the more so the noisier it "
        "is.",
        "DerSimonian and Laird (1986), Control Clin Trials 7:177; Morris (1983), J Am Stat Assoc 78:47",
    ),
    ("model", "pooled"): Method(
        "Projection: pooled trend",
        "Each area has a level and a trend that fades out over the years. How fast it fades, and how much is"
        " noise, is learnt from all areas together. What published figures wobble by chance is not taken for"
        " a trend.",
        _DAMPED,
    ),
    ("model", "pooled-fixed"): Method(
        "Projection: pooled trend with fixed values",
        "A level and a trend that fades out, averaged over several sets of values that were fixed "
        "beforehand, because there are too few areas to learn them from.",
        f"{_DAMPED}; Hoeting and others (1999), Statistical Science 14:382",
    ),
    ("probability", ""): Method(
        "Chance of reaching the target",
        "The chance that the true gap is at or under the target in the target year, were things to go on as "
        "the model says. It is a statement about the figures, not about the work that is done. It is not "
        "given where the projection would reach more than twice as far ahead as the data reach back.",
    ),
    ("status", ""): Method(
        "Status",
        "On track from a chance of about two thirds on, off track up to about one third (unless the config "
        "says otherwise), inconclusive between: the data cannot tell. A gap that grows by more than chance "
        "is worsening, whatever the projection says. A gap that closes only because the benchmark gets worse"
        " is never a success.",
        "Bands: Mastrandrea and others (2010), IPCC Guidance Note on Consistent Treatment of Uncertainties",
    ),
    ("scorecard", ""): Method(
        "Scorecard",
        "A row is one metric in one area, judged by its own promise alone; without a promise its figures are "
        "shown and not judged. A total is held against the straight line from the baseline to the target; a "
        "floor or ceiling is kept or not by the latest figure.",
    ),
    ("reach", ""): Method(
        "Year of reaching the target",
        "The first year in which the target is reached as likely as not; where that never happens, there is "
        "no year.",
        "Fieller (1954), J R Stat Soc B 16:175, for lines",
    ),
    ("scheme", "ctg"): Method(
        "Scheme: Closing the Gap",
        "A line is tested against no change; then whether it reaches the target in time.",
        "Productivity Commission (Australia), Method for estimating the assessments of progress",
    ),
    ("scheme", "hp2020"): Method(
        "Scheme: Healthy People 2020",
        "The share of the promised change achieved, and whether the change is more than chance.",
        "National Center for Health Statistics, Healthy People 2020 Final Progress Table",
    ),
    ("scheme", "hp2030"): Method(
        "Scheme: Healthy People 2030",
        "The share of the promised change achieved, and whether the change is more than chance.",
        "National Center for Health Statistics, Healthy People 2030 methods",
    ),
    ("scheme", "eurostat"): Method(
        "Scheme: Eurostat",
        "The growth rate there is over the one that is needed.",
        "Eurostat, Sustainable development in the European Union, monitoring reports",
    ),
    ("scheme", "statcan"): Method(
        "Scheme: Statistics Canada",
        "The growth rate there is over the one that is needed.",
        "Open SDG, progress methodology",
    ),
    ("scheme", "unsd2022"): Method(
        "Scheme: UN Progress Chart 2022",
        "The growth rate there is over the one that is needed.",
        "UN Statistics Division, SDG Progress Chart 2022, technical note",
    ),
    ("scheme", "unsd2023"): Method(
        "Scheme: UN Progress Chart 2023",
        "The share of the promised change to which present growth leads.",
        "UN Statistics Division, SDG Progress Chart 2023, technical note, as described by EUSTAT",
    ),
    ("scheme", "sdsn"): Method(
        "Scheme: Sustainable Development Report",
        "The pace there is over the pace that is needed.",
        "Sustainable Development Report",
    ),
    ("scheme", "escap"): Method(
        "Scheme: UN regional commissions",
        "How much of the promised change will be missing, on a line in which later figures count for more.",
        "UN ESCAP, Progress Assessment Methodology",
    ),
    ("scheme", "fingertips"): Method(
        "Scheme: Fingertips",
        "Whether the last five single years have a trend.",
        "UK Fingertips, public health technical guidance, trend markers",
    ),
    ("life_table", ""): Method(
        "Life expectancy",
        "The years that somebody would live if today's death rates held at every later age. It describes a "
        "period, not the future of a newborn.",
        "Chiang (1984), The Life Table and its Applications; Silcocks and others (2001), J Epidemiol "
        "Community Health 55:38",
    ),
    ("small_area", "bias-reduced"): Method(
        "Small areas",
        "A part of a death is added in each age band, because few deaths make life look longer than it is.",
        "Chapman (1952), Ann Inst Stat Math 4:45",
    ),
    ("small_area", "topals"): Method(
        "Small areas",
        "Death rates are smoothed as a gentle departure from a standard pattern by age.",
        "Gonzaga and Schmertmann (2016), Revista Brasileira de Estudos de População 33(3):629",
    ),
    ("small_area", "shrink"): Method(
        "Small areas",
        "The pattern of death rates by age, but not their level, is drawn towards a standard one.",
        "Clayton and Kaldor (1987), Biometrics 43:671; Rao and Molina (2015), Small Area Estimation, ch. 9",
    ),
    ("decompose", "horiuchi"): Method(
        "Years of the gap by age and cause",
        "Death rates are moved in a straight line from one side's to the other's, and each age and cause is "
        "given the years that its part of the way makes.",
        "Horiuchi, Wilmoth and Pletcher (2008), Demography 45:785",
    ),
    ("decompose", "arriaga"): Method(
        "Years of the gap by age and cause",
        "The focus's death rates are replaced by the benchmark's, age after age from the oldest down.",
        "Arriaga (1984), Demography 21:83",
    ),
    ("decompose", "arriaga-symmetric"): Method(
        "Years of the gap by age and cause",
        "The focus's death rates are replaced by the benchmark's, age after age, in both orders.",
        "Arriaga (1984), Demography 21:83",
    ),
    ("decompose", "stepwise"): Method(
        "Years of the gap by age and cause",
        "One cause after the other is replaced by the benchmark's, in both orders.",
        "Andreev, Shkolnikov and Begun (2002), Demographic Research 7(14)",
    ),
    ("what_if", ""): Method(
        "What if, and what it takes",
        "The focus's death rates are changed as a scenario says, or by just as much as reaches the target; "
        "all other rates, and the benchmark, stay as they are.",
    ),
    ("power", ""): Method(
        "What can be told from chance",
        "How large a change must be before figures as uncertain as these show it, and how many years that "
        "takes.",
        "Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, ch. 2",
    ),
    ("inequality", ""): Method(
        "Inequality across areas",
        "Noise alone makes areas look unequal. The intervals are those of the inequality of the true "
        "figures, and may lie below the measure itself.",
        "World Health Organization (2013), Handbook on health inequality monitoring; Talih and Huang (2016),"
        " Healthy People Statistical Notes 27",
    ),
}
