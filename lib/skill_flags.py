"""The view SKILLS: one row per job, one flag for each of the most wanted skills.

Its columns depend on what the postings ask for, so it is the one statement that no file
can hold. It is built of sqlglot's expressions, which quote every name.
"""

from typing import TYPE_CHECKING

from sqlglot import exp

from lib import warehouse

if TYPE_CHECKING:
    from snowflake.snowpark import Session


def flag_skills(session: "Session") -> None:
    """Make the view anew for the skills that are shown now."""
    shown = warehouse.run_file(session, "transform/shown_skills")
    warehouse.run_text(
        session, statement([row["skill"] for row in shown]), (), "skills"
    )


def statement(skills: list[str]) -> str:
    """`create or replace view skills as …` with a column per skill, named as it is."""
    named = exp.column("skill", "bridge_posting_skills")
    flags = [
        exp.alias_(
            exp.func(
                "coalesce",
                exp.func(
                    "boolor_agg",
                    exp.EQ(this=named, expression=exp.Literal.string(skill)),
                ),
                exp.false(),
            ),
            exp.to_identifier(skill, quoted=True),
        )
        for skill in skills
    ]
    query = (
        exp.select(
            exp.alias_(exp.column("posting_key", "dim_postings"), "job_id"), *flags
        )
        .from_("dim_postings")
        .join(
            "bridge_posting_skills",
            on="dim_postings.posting_key = bridge_posting_skills.posting_key",
            join_type="left",
        )
        .group_by("dim_postings.posting_key")
    )
    view = exp.Create(
        this=exp.to_table("skills"), kind="VIEW", replace=True, expression=query
    )
    return view.sql("snowflake")
