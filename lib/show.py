"""How notebooks display: a sentence with computed numbers, a table, a statement."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from IPython.display import HTML, Markdown, display

from lib import warehouse


def facts(template: str, **values: Any) -> Markdown:
    """A sentence whose numbers are filled in, so that it is still true next hour."""
    return Markdown(template.format(**values))


def table(
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, str] | None = None,
    limit: int = 10,
) -> HTML:
    """At most `limit` rows as a table; `columns` maps names to headers with units.

    Every value is escaped: titles and texts come from strangers.
    """
    if not rows:
        return HTML("<p>Nothing to show.</p>")
    headers = dict(columns or {name: name.replace("_", " ") for name in rows[0]})
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in headers.values())
    body = "".join(
        "<tr>"
        + "".join(f"<td>{escape(_text(row.get(name)))}</td>" for name in headers)
        + "</tr>"
        for row in rows[:limit]
    )
    more = len(rows) - limit
    note = f"<p>… and {more:,} more rows</p>" if more > 0 else ""
    return HTML(
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"
    )


def sql(name: str) -> Markdown:
    """The statement of `sql/<name>.sql`."""
    return Markdown(f"```sql\n{warehouse.read_statement(name)}\n```")


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def progress() -> Callable[[int, int, str], None]:
    """A line in the notebook that a crawl keeps up to date."""
    handle = display(Markdown("…"), display_id=True)

    def tell(requests: int, postings: int, what: str) -> None:
        text = f"{requests:,} pages asked, {postings:,} postings read: {what}"
        handle.update({"text/plain": text}, raw=True)

    return tell
