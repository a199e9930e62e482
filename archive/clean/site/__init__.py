"""What a site repeats around content, learned from its own pages. Pure: no clock, disk, network."""

from archive.clean.site.layouts import Layout
from archive.clean.site.model import SiteModel
from archive.clean.site.packing import NotAModel
from archive.clean.site.places import Plan, resemblance
from archive.clean.site.samples import Sample, sampled
from archive.clean.site.verdict import TRUSTED, Verdict

__all__ = [
    "TRUSTED", "Layout", "NotAModel", "Plan", "Sample", "SiteModel", "Verdict", "resemblance",
    "sampled",
]  # fmt: skip
