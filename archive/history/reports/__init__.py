"""Reports: what changed, vanished and came back, of all pages and over a time."""

from archive.history.reports.gathering import report
from archive.history.reports.model import KINDS, USUAL, Event, Report, Totals, Wanted

__all__ = ["KINDS", "USUAL", "Event", "Report", "Totals", "Wanted", "report"]
