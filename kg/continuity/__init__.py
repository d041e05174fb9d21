"""Reports → reports: what of a department's duties, tasks, problems, projects and figures goes on from year to year.

lineages    which reports are of one department, through renames
reading     store → editions, the small values that the rest works on
units       duties, tasks, problems: kept, reworded, merged, split, moved, new, dropped
projects    spellings of one project, and its stages
figures     one indicator in whatever wording, and growth recomputed
following   tasks delivered in their year or the next, carried over, or never heard of again
repeating   problems that stay or return, text re-used word for word
align       all of it over one lineage
graph       …/graph/continuity
"""

from kg.continuity.align import Continuity, align
from kg.continuity.graph import continuity_graph
from kg.continuity.lineages import Issue, lineages
from kg.continuity.reading import read_edition

__all__ = ["Continuity", "Issue", "align", "continuity_graph", "lineages", "read_edition"]
