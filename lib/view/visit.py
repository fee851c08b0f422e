"""A visit: the open publication and the question asked last; no widgets, no browser."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from lib.view import answer, charts, load, question, search, trends, words
from lib.view.load import Publication
from lib.view.question import PAGE_SIZE, Mine, Question

RUNS_SHOWN = 12


class Visit:
    """Answers one visitor's questions from one published folder.

    Every method opens the publication when it is not open.
    Raises, all of them: StalePublication when there is none.
    """

    def __init__(self, folder: Path, default: Question, stale_after_hours: float):
        self.folder = folder
        self.default = default
        self.stale_after_hours = stale_after_hours
        self.mine = Mine()
        self.asked = default
        self._publication: Publication | None = None
        self._matched: tuple[Question, Mine] | None = None
        self._rows: list[dict[str, Any]] = []
        self._options: dict[str, Any] = {}

    @property
    def run_id(self) -> str | None:
        """The run that made what is open, None when nothing is."""
        return self._publication.run_id if self._publication else None

    def open(self) -> Publication:
        """The open publication."""
        if self._publication is None:
            self._publication = load.open_publication(self.folder)
            self._options = self._read_options(self._publication)
        return self._publication

    def close(self) -> None:
        """Leave the publication; the next question opens what is published then."""
        if self._publication is not None:
            self._publication.connection.close()
        self._publication = self._matched = None

    def renew(self) -> None:
        """Leave the open publication when the manifest names another."""
        if load.read_manifest(self.folder)["run_id"] != self.run_id:
            self.close()

    def ask(self, query: dict[str, Any]) -> dict[str, Any]:
        """Answer one question: headline, hidden counts and one page of the table."""
        publication = self.open()
        asked = question.parse(query, self.default)
        self._match(asked)
        total = answer.count_shown(publication, asked)
        pages = max(1, -(-total // PAGE_SIZE))
        asked = replace(asked, page=min(asked.page, pages))
        self.asked = asked
        self._rows = answer.shown(publication, asked)
        manifest = publication.manifest
        return {
            "query": question.to_query(asked, self.default),
            "state": asdict(asked),
            "headline": answer.headline(publication),
            "hidden": [
                {"name": name, "count": count, "text": words.reason(name, asked)}
                for name, count in answer.hidden(publication)
            ],
            "title": words.title(asked),
            "chips": words.chips(asked),
            "total": total,
            "pages": pages,
            "rows": [words.table_row(row) for row in self._rows],
            "meta": {
                "run_id": publication.run_id,
                "data_as_of": manifest["data_as_of"],
                "source": str(manifest.get("source", "")),
                "stale_after_hours": self.stale_after_hours,
            },
            "options": self._options,
        }

    def figures(self) -> dict[str, charts.Figure]:
        """All charts of the question asked last."""
        self._match(self.asked)
        return draw(self.open(), self.asked)

    def previews(self) -> dict[str, list[tuple[str, str]]]:
        """Posting key → the stretch of its text with the search words, in pieces."""
        terms = question.split_words(self.asked.words).include
        if not terms:
            return {}
        texts = search.texts(self.open(), [row["text_id"] for row in self._rows])
        found = {}
        for row in self._rows:
            stretch, cut_left, cut_right = search.preview(
                texts.get(row["text_id"], ""), terms
            )
            if stretch:
                found[row["posting_key"]] = [
                    *([("… ", "")] if cut_left else []),
                    *words.pieces(stretch, terms, None),
                    *([(" …", "")] if cut_right else []),
                ]
        return found

    def csv(self, query: dict[str, Any]) -> Iterator[str]:
        """Every line the table shows, over all its pages, as CSV, part by part."""
        publication = self.open()
        asked = question.parse(query, self.default)
        self._match(asked)
        yield words.to_csv([])
        for lines in answer.every_line(publication, asked):
            yield words.to_csv(map(words.table_row, lines), heading=False)

    def text(self, posting_key: str) -> list[tuple[str, str]]:
        """A posting's text in pieces: (text, "hit" or "evidence" or "")."""
        publication = self.open()
        found = publication.rows(
            "select text_id, evidence from postings where posting_key = ? limit 1",
            [posting_key],
        )
        if not found:
            return []
        text_id, evidence = found[0]
        terms = question.split_words(self.asked.words).include
        text = search.texts(publication, [text_id]).get(text_id, "")
        return words.pieces(text, terms, evidence)

    def _match(self, asked: Question) -> None:
        # Sorting, paging and choosing a bar leave the matches as they are.
        wanted = replace(
            asked, focus="", skill="", sort="posted", down=True, page=1, copies=False
        )
        if (wanted, self.mine) != self._matched:
            answer.match(self.open(), wanted, self.mine)
            self._matched = (wanted, self.mine)

    @staticmethod
    def _read_options(publication: Publication) -> dict[str, Any]:
        return {
            "kinds": list(question.KINDS.items()),
            "units": question.UNITS,
            "suggestions": answer.suggestions(publication),
            "runs": [words.run_row(row) for row in runs(publication)],
        }


def draw(publication: Publication, asked: Question) -> dict[str, charts.Figure]:
    """Every chart of a matched question, by name."""
    rhythm = trends.rhythm(publication)
    bucket = asked.focus.removeprefix("bar-") if asked.focus.startswith("bar-") else ""
    truly = trends.truly_over_time(publication, asked)
    return {
        "years": charts.years_required(trends.buckets(publication), bucket),
        "time": charts.over_time(trends.over_time(publication, asked), asked.unit),
        "skills": charts.skills(trends.skills(publication, asked), asked.skill),
        "employers": charts.employers(trends.hiring_now(publication)),
        "growing": charts.growing(trends.growing(publication)),
        "truly": charts.truly_over_time(truly, asked.unit),
        "companies": charts.mislabelled(trends.mislabels(publication, "company")),
        "industries": charts.mislabelled(trends.mislabels(publication, "industry")),
        "ages": charts.applicants_by_age(trends.applicants_by_age(publication)),
        "hours": charts.by_hour(rhythm),
        "weekdays": charts.by_weekday(rhythm),
    }


def runs(publication: Publication) -> list[dict[str, Any]]:
    """The last runs of the pipeline, newest first, as published."""
    files = publication.files("mart_runs")
    if not files:
        return []
    return publication.records(
        "select * from read_parquet($files, union_by_name = true) "
        f"order by run_id desc limit {RUNS_SHOWN}",
        {"files": files},
    )
