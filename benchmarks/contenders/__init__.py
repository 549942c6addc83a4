"""Who does the jobs: deepkit, Keras, hand-written loops on JAX and on torch."""

from benchmarks.contenders._contender import Contender, installed, make, parts_of
from benchmarks.contenders._remote import Remote

__all__ = ["Contender", "Remote", "installed", "make", "parts_of"]
