"""How time and memory grow with the data and the model, over three orders of magnitude."""

from benchmarks.costs._axes import AXES, Axis
from benchmarks.costs._measure import measure_costs
from benchmarks.costs._plots import draw
from benchmarks.costs._tables import QUANTITIES, axis_rows

__all__ = ["AXES", "QUANTITIES", "Axis", "axis_rows", "draw", "measure_costs"]
