"""Names that a spreadsheet might run: they are kept, since they are keys, and told."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pyarrow as pa

from equitygap.validate.cells import codes, dictionary
from equitygap.validate.finding import Finding

#: Text columns that results pass on.
_PASSED_ON: Final = ("metric", "area", "code", "group", "cause", "source")

#: How spreadsheets tell a formula (https://owasp.org/www-community/attacks/CSV_Injection); a number is none.
_FORMULA: Final = re.compile(r"(?![+-]?[\d.]+\s*%?$)[=+\-@\t\r].")

_MESSAGE: Final = (
    "{value} begins like a formula, and is kept as it is: a spreadsheet may run it where it opens results as "
    "CSV; import such columns as text"
)


def findings(data: pa.Table) -> list[Finding]:
    """Find text that begins like a formula; one problem for each column."""
    found = []
    for name in _PASSED_ON:
        if name not in data.column_names:
            continue
        values = dictionary(data[name]).dictionary.to_pylist()
        places = [number + 1 for number, text in enumerate(values) if text and _FORMULA.match(text)]
        rows = np.flatnonzero(np.isin(codes(data[name]), places)) if places else np.empty(0, np.intp)
        if len(rows):
            found.append(Finding("formula_like", name, rows, _MESSAGE, once=True))
    return found
