"""Charts as Plotly figures: rows in, figure out.

A figure here is the plain dict that Plotly calls a figure (`data` and `layout`), so the
page's kernel need not import Plotly; `plotly.graph_objects.Figure(figure)` takes each.
Colours are those of the light palette; `DARK` says what each becomes on a dark page.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

Figure = dict[str, Any]

INK = "#1c2430"
SOFT = "#5b6675"
GRID = "#e4e8ee"
REACH = "#1f6fb2"  # within reach; blue and grey differ in lightness too
BEYOND = "#b9c3cf"
WRONG = "#c2570c"  # the board's tag disagrees; orange stays apart from blue for all
DARK = {
    INK: "#e8ecf2",
    SOFT: "#a3aebc",
    GRID: "#2b3440",
    REACH: "#5aa9e6",
    BEYOND: "#4b5866",
    WRONG: "#f0954a",
}
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NAMED_AXIS = {
    "type": "category",
    "autorange": "reversed",
    "tickmode": "linear",
    "showgrid": False,
    "ticklabelstandoff": 6,
}
PERIOD_SHAPES = {
    "hours": "%H:00<br>%-d %b",
    "days": "%-d<br>%b",
    "weeks": "%-d<br>%b",
}
PERIOD_NAMES = {
    "hours": "hour posted, UTC",
    "days": "day posted, UTC",
    "weeks": "week posted, from Monday, UTC",
}
BUCKET_NAMES = {
    "not_stated": "not<br>said",
    "none_needed": "none",
    "under_1": "&lt;1",
    **{str(years): str(years) for years in range(1, 10)},
    "10_up": "10+",
    "degree_instead": "or a<br>degree",
    "preferred_only": "wish",
}


def years_required(counts: Mapping[str, tuple[int, int]], selected: str = "") -> Figure:
    """Postings by the years they really require, within reach and beyond.

    counts: bucket → (within reach, beyond). selected: the bucket the table shows.
    """
    keys = list(BUCKET_NAMES)
    names = list(BUCKET_NAMES.values())
    opacity = [1.0 if selected in ("", key) else 0.35 for key in keys]
    bars = [
        _bars(names, [counts.get(key, (0, 0))[part] for key in keys], label, colour)
        for part, label, colour in ((0, "within reach", REACH), (1, "beyond", BEYOND))
    ]
    for bar in bars:
        bar["marker"]["opacity"] = opacity
        bar["customdata"] = [f"bar-{key}" for key in keys]
    figure = _figure(bars, height=330, y_title="postings", barmode="stack")
    figure["layout"]["xaxis"] |= {"tickangle": 0, "tickmode": "linear"}
    figure["layout"]["xaxis"]["tickfont"]["size"] = 11
    return figure


def skills(counts: Sequence[tuple[str, int]], selected: str = "") -> Figure:
    """Postings shown that ask for each skill, most frequent on top."""
    names = [name for name, _ in counts]
    bar = {
        "type": "bar",
        "orientation": "h",
        "y": [_short(name) for name in names],
        "x": [count for _, count in counts],
        "customdata": names,
        "name": "postings",
        "marker": {
            "color": REACH,
            "opacity": [1.0 if selected in ("", name) else 0.35 for name in names],
        },
        "hovertemplate": "%{x:,} postings<extra></extra>",
    }
    figure = _figure([bar], height=max(140, 60 + 18 * len(names)), x_title="postings")
    figure["layout"]["yaxis"] |= NAMED_AXIS
    figure["layout"]["xaxis"] |= {"showgrid": True, "rangemode": "tozero", "nticks": 4}
    return figure


def over_time(rows: Sequence[tuple[datetime, int, int]], unit: str) -> Figure:
    """Postings by when they were posted, within reach and beyond; UTC."""
    starts = [row[0].strftime(PERIOD_SHAPES[unit]) for row in rows]
    bars = [
        _bars(starts, [row[part] for row in rows], label, colour)
        for part, label, colour in (
            (1, "within reach", REACH),
            (2, "beyond", BEYOND),
        )
    ]
    figure = _figure(
        bars,
        height=330,
        x_title=PERIOD_NAMES[unit],
        y_title="postings",
        barmode="stack",
    )
    figure["layout"]["xaxis"] |= {"nticks": 9, "tickangle": 0}
    return figure


def by_hour(rows: Iterable[tuple[int, int, int]]) -> Figure:
    """Postings by hour of day (UTC). Rows: (ISO weekday, hour, postings)."""
    counts = [0] * 24
    for _, hour, count in rows:
        counts[hour] += count
    hours = [f"{hour:02d}" for hour in range(24)]
    figure = _figure(
        [_bars(hours, counts, "postings", REACH)],
        height=240,
        x_title="hour of day, UTC",
        y_title="postings",
    )
    figure["layout"]["xaxis"] |= {"nticks": 12, "tickangle": 0}
    return figure


def by_weekday(rows: Iterable[tuple[int, int, int]]) -> Figure:
    """Postings by weekday (UTC). Rows: (ISO weekday, hour, postings)."""
    counts = [0] * 7
    for weekday, _, count in rows:
        counts[weekday - 1] += count
    return _figure(
        [_bars(WEEKDAYS, counts, "postings", REACH)], height=240, y_title="postings"
    )


def applicants_by_age(rows: Sequence[tuple[int, int, float, float]]) -> Figure:
    """Applicants so far against age: median and upper quarter, as lower bounds."""
    ages = [row[0] for row in rows]
    lines = [
        _line(ages, [row[3] for row in rows], "a quarter have at least", BEYOND),
        _line(ages, [row[2] for row in rows], "half have at least", REACH),
    ]
    return _figure(lines, height=240, x_title="age, days", y_title="applicants")


def mislabelled(
    rows: Sequence[tuple[str, int, float, float, float]],
) -> Figure:
    """Share of postings tagged entry level that are not, with 95 % intervals, in %.

    Rows: (value, tagged postings, share, low, high), shares from 0 to 1.
    """
    figure = _dots(
        [(name, *shares) for name, _, *shares in rows],
        [f"{count:,} tagged" for _, count, *_ in rows],
        WRONG,
        "tagged entry level, but not, %",
    )
    figure["layout"]["xaxis"] |= {"range": [0, 100], "nticks": 5}
    return figure


def growing(rows: Sequence[tuple[str, int, int, float, float, float]]) -> Figure:
    """Change of an occupation's postings between two halves of the window, in %.

    Rows: (occupation, before, after, change, low, high), changes as ratios less 1.
    """
    figure = _dots(
        [(name, *changes) for name, _, _, *changes in rows],
        [f"{before:,} → {after:,} postings" for _, before, after, *_ in rows],
        REACH,
        "change between the halves of the window, %",
    )
    top = max((100 * row[3] for row in rows), default=0)
    figure["layout"]["xaxis"] |= {
        "range": [-100, max(100, 1.5 * top)],
        "nticks": 5,
        "rangemode": "normal",
        "zeroline": True,
        "zerolinecolor": BEYOND,
    }
    return figure


def truly_over_time(
    rows: Sequence[tuple[datetime, int, float, float, float]], unit: str
) -> Figure:
    """Share of tagged postings that truly are entry level, by period, in %.

    Rows: (start, tagged postings, share, low, high), oldest first.
    """
    line = _line(
        [row[0].strftime(PERIOD_SHAPES[unit]) for row in rows],
        [100 * row[2] for row in rows],
        "truly entry level",
        REACH,
    )
    line["error_y"] = _error(
        [100 * (row[4] - row[2]) for row in rows],
        [100 * (row[2] - row[3]) for row in rows],
    )
    line["customdata"] = [row[1] for row in rows]
    line["hovertemplate"] = "%{y:.0f} % of %{customdata:,} tagged<extra></extra>"
    figure = _figure(
        [line], height=240, x_title=PERIOD_NAMES[unit], y_title="truly entry level, %"
    )
    figure["layout"]["xaxis"] |= {"type": "category", "nticks": 8, "tickangle": 0}
    figure["layout"]["yaxis"] |= {"range": [0, 100], "nticks": 5}
    return figure


def employers(counts: Sequence[tuple[str, int]]) -> Figure:
    """Employers with most postings within reach."""
    return skills(counts)


def _bars(
    x: Sequence[Any], y: Sequence[float], name: str, colour: str
) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": list(x),
        "y": list(y),
        "name": name,
        "marker": {"color": colour},
        "hovertemplate": f"%{{y:,}} {name}<extra></extra>",
    }


def _line(
    x: Sequence[Any], y: Sequence[float], name: str, colour: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(x),
        "y": list(y),
        "name": name,
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 6},
        "hovertemplate": f"{name} %{{y:.0f}}<extra></extra>",
    }


def _dots(
    rows: Sequence[tuple[str, float, float, float]],
    notes: Sequence[str],
    colour: str,
    x_title: str,
) -> Figure:
    """Named values with intervals, (name, value, low, high) as ratios, in %."""
    dots = {
        "type": "scatter",
        "mode": "markers",
        "orientation": "h",
        "y": [_short(row[0], 24) for row in rows],
        "x": [100 * row[1] for row in rows],
        "marker": {"color": colour, "size": 9},
        "error_x": _error(
            [100 * (row[3] - row[1]) for row in rows],
            [100 * (row[1] - row[2]) for row in rows],
        ),
        "text": list(notes),
        "customdata": [row[0] for row in rows],
        "name": "",
        "hovertemplate": "%{x:.0f} %, %{text}<extra></extra>",
    }
    figure = _figure([dots], height=max(140, 60 + 22 * len(rows)), x_title=x_title)
    figure["layout"]["yaxis"] |= NAMED_AXIS
    figure["layout"]["xaxis"] |= {"showgrid": True}
    return figure


def _error(more: list[float], less: list[float]) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": more,
        "arrayminus": less,
        "color": SOFT,
        "thickness": 1.5,
        "width": 0,
    }


def _figure(
    data: list[dict[str, Any]],
    height: int,
    x_title: str = "",
    y_title: str = "",
    barmode: str = "group",
) -> Figure:
    def axis(title: str, grid: bool) -> dict[str, Any]:
        return {
            "title": {"text": title, "font": {"size": 12, "color": SOFT}},
            "tickfont": {"size": 12, "color": SOFT},
            "gridcolor": GRID,
            "showgrid": grid,
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
        }

    categories = data and data[0]["type"] == "bar" and not data[0].get("orientation")
    return {
        "data": data,
        "layout": {
            "height": height,
            "margin": {"l": 44, "r": 8, "t": 8, "b": 40},
            "font": {"family": FONT, "size": 13, "color": INK},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,  # the page says it once, in words, above the charts
            "barmode": barmode,
            "bargap": 0.18,
            "dragmode": False,
            "hovermode": "x" if categories else "closest",
            "xaxis": axis(x_title, False)
            | ({"type": "category"} if categories else {}),
            "yaxis": axis(y_title, True) | {"rangemode": "tozero", "nticks": 5},
        },
    }


def _short(text: str, length: int = 22) -> str:
    """Cut for an axis label, and keep Plotly from reading its text as markup."""
    cut = text if len(text) <= length else text[: length - 1] + "…"
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
