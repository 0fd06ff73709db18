"""Names that try to be more than names."""

from __future__ import annotations

HOSTILE = {
    "markup": "<script>alert(1)</script>",
    "quotes": "\"onmouseover='x' <b>",
    "formula": "=cmd()|' /C calc'!A0",
    "table": "a | b `c` *d* [e](http://f)",
    "lines": "first\nsecond\u2028third",
    "end": "</script></style><!-- ]]>",
}
