"""Programs that outlive the process: StableHLO out and in."""

from deepkit.backend.programs._lift import Lifted, lift
from deepkit.backend.programs._open import from_open, to_open
from deepkit.backend.programs._portable import from_portable, to_portable
from deepkit.backend.programs._stablehlo import NamedSpec, from_stablehlo, to_stablehlo

__all__ = [
    "Lifted",
    "NamedSpec",
    "from_open",
    "from_portable",
    "from_stablehlo",
    "lift",
    "to_open",
    "to_portable",
    "to_stablehlo",
]
