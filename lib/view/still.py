"""The page as a report that needs no kernel and no network: charts as drawn pictures.

Reads the same figures as the interactive page and draws the kinds it uses: standing and
lying bars, lines, dots with intervals.
"""

from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from IPython.display import HTML

from lib.errors import StalePublication
from lib.view import answer, charts, load, question, words
from lib.view.question import Question
from lib.view.visit import draw

WIDTH = 640
NAMES = {
    "years": "Years really required",
    "time": "When they were posted",
    "skills": "Skills asked for",
    "employers": "Hiring now, within reach",
    "truly": "Tagged entry level and true",
    "growing": "Fastest growing occupations",
    "companies": "Wrong tags by employer",
    "industries": "Wrong tags by industry",
    "ages": "Applicants against age",
    "hours": "Hour of day",
    "weekdays": "Weekday",
}
STYLE = """
.first-rung-report{font:14px/1.5 system-ui,sans-serif;color:#1c2430;background:#fff;
max-width:1320px;padding:4px}
.first-rung-report .grid{display:grid;gap:16px;
grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr))}
.first-rung-report figure{margin:0;border:1px solid #e4e8ee;border-radius:10px;
padding:12px}
.first-rung-report figcaption{font-weight:600}
.first-rung-report svg{width:100%;height:auto}
.first-rung-report table{border-collapse:collapse;width:100%}
.first-rung-report td,.first-rung-report th{text-align:left;padding:4px 8px;
border-bottom:1px solid #e4e8ee;vertical-align:top;overflow-wrap:anywhere}
.first-rung-report .lead{font-size:22px;margin:8px 0}
"""


def report(folder: Path, years: float) -> HTML:
    """The opening view of the page as one piece of HTML; says so when there is none."""
    try:
        publication = load.open_publication(folder)
    except StalePublication as error:
        return HTML(f"<p><strong>No data yet:</strong> {escape(str(error))}.</p>")
    asked = Question(years=years, oldest=question.UNITS["days"])
    answer.match(publication, asked)
    headline = answer.headline(publication)
    figures = draw(publication, asked)
    rows = [words.table_row(row) for row in answer.shown(publication, asked)]
    total = answer.count_shown(publication, asked)
    publication.connection.close()
    return HTML(
        f"<style>{STYLE}</style><div class='first-rung-report'>"
        f"<p class='lead'>{_lead(headline)}</p>"
        f"<p>{headline['reach']:,} of {headline['matching']:,} postings of the last "
        f"{asked.oldest} days are within reach of someone with "
        f"{words.amount_of_years(years)}. {headline['new']:,} are new this hour.</p>"
        "<div class='grid'>"
        + "".join(
            f"<figure><figcaption>{NAMES[name]}</figcaption>{draw_figure(figure)}"
            "</figure>"
            for name, figure in figures.items()
            if any(trace["x"] for trace in figure["data"])
        )
        + f"</div><h3>The newest of {total:,} within reach</h3>{_table(rows)}"
        f"<p>Data as of {publication.data_as_of:%d %b %Y %H:%M} UTC, run "
        f"{escape(publication.run_id)}, source "
        f"{escape(str(publication.manifest.get('source', '')))}; drawn "
        f"{datetime.now(UTC):%d %b %Y %H:%M} UTC. Blue is within reach, grey beyond."
        "</p></div>"
    )


def draw_figure(figure: charts.Figure) -> str:
    """One figure as SVG text; every label is escaped."""
    data = figure["data"]
    height = int(figure["layout"]["height"])
    lying = data[0].get("orientation") == "h"
    names = list(dict.fromkeys(n for t in data for n in t["y" if lying else "x"]))
    left, right, top, bottom = (150 if lying else 48), 12, 10, 46
    wide, high = WIDTH - left - right, height - top - bottom
    stacked = figure["layout"]["barmode"] == "stack"
    most = _most(figure, lying, stacked)
    along = (high if lying else wide) / max(len(names), 1)
    marks, base = [], dict.fromkeys(names, 0.0)
    path: list[str] = []
    for trace in data:
        labels, values = (trace["y"], trace["x"]) if lying else (trace["x"], trace["y"])
        colour = (trace.get("marker") or {}).get("color", charts.REACH)
        error = trace.get("error_x") or trace.get("error_y")
        path = []
        for index, (name, value) in enumerate(zip(labels, values, strict=True)):
            middle = (names.index(name) + 0.5) * along
            start = base[name] if stacked else 0.0
            near, far = start / most, (start + value) / most
            if trace["type"] == "bar":
                base[name] = start + value
                box = (
                    (left, top + middle - along * 0.4, far * wide, along * 0.8)
                    if lying
                    else (left + middle - along * 0.4, top + high * (1 - far),
                          along * 0.8, high * (far - near))
                )  # fmt: skip
                marks.append(_rectangle(box, colour))
                continue
            x, y = (
                (left + far * wide, top + middle)
                if lying
                else (left + middle, top + high * (1 - far))
            )
            if error:
                scale = wide if lying else -high
                less = error["arrayminus"][index] / most * scale
                more = error["array"][index] / most * scale
                ends = (
                    (x - less, y, x + more, y) if lying else (x, y - less, x, y + more)
                )
                marks.append(_stroke(ends, charts.SOFT))
            marks.append(f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4' fill='{colour}'/>")
            path.append(f"{x:.1f},{y:.1f}")
        if path and "lines" in trace.get("mode", ""):
            marks.append(
                f"<polyline points='{' '.join(path)}' fill='none' stroke='{colour}' "
                "stroke-width='2'/>"
            )
    every = max(1, -(-len(names) // (len(names) if lying else 13)))
    for index, name in enumerate(names):
        if index % every:
            continue
        middle = (index + 0.5) * along
        place = (
            (left - 8, top + middle + 4) if lying else (left + middle, top + high + 16)
        )
        marks.append(_label(place, str(name), "end" if lying else "middle"))
    for share in (0, 0.5, 1):
        text = f"{most * share:,.0f}"
        place = (
            (left + wide * share, top + high + 16)
            if lying
            else (left - 6, top + high * (1 - share) + 4)
        )
        marks.append(_label(place, text, "middle" if lying else "end"))
    title = figure["layout"]["xaxis"]["title"]["text"]
    marks.append(_label((left + wide / 2, height - 4), title, "middle"))
    return (
        f"<svg viewBox='0 0 {WIDTH} {height}' role='img' "
        f"xmlns='http://www.w3.org/2000/svg' font-family='system-ui,sans-serif'>"
        + "".join(marks)
        + "</svg>"
    )


def _most(figure: charts.Figure, lying: bool, stacked: bool) -> float:
    """The end of the value axis."""
    fixed = figure["layout"]["xaxis" if lying else "yaxis"].get("range")
    if fixed:
        return float(fixed[1])
    columns = [trace["x" if lying else "y"] for trace in figure["data"]]
    if stacked:
        columns = [[sum(values) for values in zip(*columns, strict=True)]]
    return float(max((max(column, default=0) for column in columns), default=0)) or 1.0


def _rectangle(box: tuple[float, float, float, float], colour: str) -> str:
    x, y, width, height = box
    return (
        f"<rect x='{x:.1f}' y='{y:.1f}' width='{max(width, 0):.1f}' "
        f"height='{max(height, 0):.1f}' fill='{colour}'/>"
    )


def _stroke(ends: tuple[float, float, float, float], colour: str) -> str:
    x1, y1, x2, y2 = ends
    return (
        f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' "
        f"stroke='{colour}' stroke-width='1.5'/>"
    )


def _label(place: tuple[float, float], text: str, anchor: str) -> str:
    x, y = place
    lines = [escape(_unmarked(line)) for line in text.split("<br>")]
    spans = "".join(
        f"<tspan x='{x:.1f}' dy='{12 if index else 0}'>{line}</tspan>"
        for index, line in enumerate(lines)
    )
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' font-size='11' fill='{charts.SOFT}' "
        f"text-anchor='{anchor}'>{spans}</text>"
    )


def _unmarked(text: str) -> str:
    """Undo the quoting that Plotly's labels need; SVG gets its own."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _lead(headline: dict[str, int]) -> str:
    if not headline["tagged"]:
        return "No posting here is tagged entry level."
    share = headline["wrong"] / headline["tagged"]
    return (
        f"<strong>{headline['truly']:,}</strong> of <strong>{headline['tagged']:,}"
        f"</strong> postings tagged entry level really are. <strong>{share:.0%}"
        "</strong> ask for more."
    )


def _table(rows: list[dict[str, Any]]) -> str:
    shown = {"title": "Title", "company": "Employer", "location": "Place",
             "posted": "Posted, UTC", "applicants": "Applicants",
             "years": "Years required", "evidence": "Because it says",
             "tag": "Board's tag"}  # fmt: skip
    head = "".join(f"<th scope='col'>{name}</th>" for name in shown.values())
    body = "".join(
        "<tr>"
        + "".join(
            f"<td dir='auto'>{escape(str(row[key] if row[key] is not None else '–'))}"
            "</td>"
            for key in shown
        )
        + "</tr>"
        for row in rows[:15]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
