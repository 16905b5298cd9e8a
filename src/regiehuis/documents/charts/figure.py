"""A chart as a block of a report."""

from regiehuis.documents.domain.content import Chart, Table


def figure(title: str, alt: str, svg: str, table: Table, caption: str = "") -> Chart:
    """Return the chart with its alternative text, its numbers and the sentence that says the outcome."""
    return Chart(title=title, alt=alt, svg=svg, table=table, caption=caption)
