"""Briefs as plain text, for readers and printers that know nothing else."""

from bot.card.brief import (
    Brief,
    address,
    closing,
    facts_of,
    headline,
    remarks,
    shown_sections,
    summary_line,
    title_of,
)


def as_text(brief: Brief) -> str:
    """The brief as plain lines: a section's mark, then each story with its facts and its address."""
    lines = [headline(brief), summary_line(brief), *remarks(brief)]
    for section in shown_sections(brief):
        lines += ["", f"■ {section.heading}"]
        for story in section.stories:
            lines += [f"- {title_of(story)}", f"  {facts_of(story, brief.until)}"]
            url = address(story.url)
            lines += [f"  {url}"] if url else []
        lines += [f"- {section.rest}"] if section.rest else []
    return "\n".join([*lines, "", *closing(brief), ""])
