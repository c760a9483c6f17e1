"""What can be wrong with what is said of a point, a line or an area on the map, and with a report of its service.

Problem
├── FeaturePathUnknown       422 feature-path-unknown   a layer has no such part; its path is refused
├── LayerUnknown             422 layer-unknown          no such layer, or not the one this began as
├── ReportChanged            422 report-changed         a report is added to, never changed; the whole edit is parked
└── ReportOfNothing          422 report-of-nothing      it names no water point or toilet; the whole edit is parked
"""

from app.kit.problems import Problem


class FeaturePathUnknown(Problem):
    """A point on the map has a layer, a geometry, a number and plain attributes."""

    status, slug, title = 422, "feature-path-unknown", "A point on the map has no such part"


class LayerUnknown(Problem):
    """The layer is none of ours, or another than the one this was put on the map as."""

    status, slug, title = 422, "layer-unknown", "There is no such layer on the map"


class ReportChanged(Problem):
    """What was reported of a day stands; a later report is another one."""

    status, slug, title = 422, "report-changed", "A report is never changed; make another one"


class ReportOfNothing(Problem):
    """A report speaks of one water point or toilet."""

    status, slug, title = 422, "report-of-nothing", "This report names no water point or toilet"
