"""A page as GitHub Markdown, for a job summary or a wiki; a chart's text stands in for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape as html_escaped

from equitygap.present.markdown import MARKUP, escaped, line
from equitygap.present.report import content as c
from equitygap.present.text import words_of


def markdown(page: c.Page) -> str:
    """Return the page as Markdown; names from files are escaped, so that none of them is markup."""
    parts = [f"# {escaped(page.title)}", *(f"**{line(said)}**" for said in page.answer)]
    parts.append(_bullets([f"{term}: {said}" for term, said in page.facts]))
    for section in page.sections:
        parts += [f"## {escaped(section.title)}", *_blocks(section.blocks)]
    parts.append(f"Made by equitygap {escaped(page.version)}.")
    return "\n\n".join(part for part in parts if part) + "\n"


def _blocks(blocks: Sequence[c.Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case c.Text():
                yield line(block.text)
            case c.Bullets():
                yield _bullets(block.items)
            case c.Facts():
                yield "\n".join(f"- **{escaped(term)}**: {escaped(said)}" for term, said in block.pairs)
            case c.Notes():
                yield _notes(block)
            case c.Table():
                yield _table(block)
            case c.Picture():
                yield f"*{escaped(block.chart.title)}.* {escaped(block.chart.description)}"
            case c.Part():
                status = f" ({block.verdict.words})" if block.verdict else ""
                yield f"### {escaped(block.title)}{status}"
                yield from _blocks(block.blocks)


def _notes(block: c.Notes) -> str:
    return "\n".join(
        f"- {number} {escaped(words_of(word))}: {escaped(meaning)} ({escaped(where)})"
        for number, word, meaning, where in block.entries
    )


def _table(table: c.Table) -> str:
    rules = ["---:" if heading.numeric else "---" for heading in table.headings]
    lines = [[escaped(heading.text) for heading in table.headings], rules]
    lines += [[escaped(cell.text) for cell in row.cells] for row in table.rows]
    text = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    if table.left_out:
        text += f"\n\n{table.left_out:,} more rows are not shown here."
    if table.folded:
        return f"<details><summary>{_within_a_tag(table.caption)}</summary>\n\n{text}\n\n</details>"
    return f"**{escaped(table.caption)}**\n\n{text}"


def _within_a_tag(text: str) -> str:
    """Inside a tag Markdown leaves backslashes as they are, so that HTML's own escapes must serve."""
    return MARKUP.sub(lambda found: f"&#{ord(found[0])};", html_escaped(text, quote=False))


def _bullets(items: Sequence[str]) -> str:
    return "\n".join(f"- {line(item)}" for item in items)
