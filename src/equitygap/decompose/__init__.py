"""Why a gap is there: COUNTS or RATES in, CONTRIBUTIONS by age and cause out."""

from equitygap.decompose.comparisons import period_rows
from equitygap.decompose.contributions import change_contributions, contributions
from equitygap.decompose.reading import OTHER
from equitygap.decompose.sentences import sentences, sum_sentence

__all__ = ["OTHER", "change_contributions", "contributions", "period_rows", "sentences", "sum_sentence"]
