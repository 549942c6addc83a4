"""The named variance-scaling initializers: Glorot, He, LeCun."""

from typing import Any

from deepkit.initializers._variance_scaling import Axes, VarianceScaling


class GlorotNormal(VarianceScaling):
    """Draw from a truncated normal distribution with variance `2 / (fan_in + fan_out)`.

    Args:
        seed: an int for the same draw each time; a `SeedGenerator`; None for a fresh one.
        input_axes: the axes that make up the fan in; all but the last if None.
        output_axes: the axes that make up the fan out; with `input_axes` only.

    Source:
        Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks",
        2010, AISTATS, equation 12.

    Example:
        >>> from deepkit import initializers
        >>> initializers.GlorotNormal(seed=1)((3, 4)).shape
        (3, 4)
    """

    def __init__(self, seed: Any = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(1.0, "fan_avg", "truncated_normal", seed, input_axes, output_axes)


class GlorotUniform(VarianceScaling):
    """Draw evenly within `sqrt(6 / (fan_in + fan_out))` of zero.

    Args:
        seed: an int for the same draw each time; a `SeedGenerator`; None for a fresh one.
        input_axes: the axes that make up the fan in; all but the last if None.
        output_axes: the axes that make up the fan out; with `input_axes` only.

    Source:
        Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks",
        2010, AISTATS, equation 16.

    Example:
        >>> from deepkit import initializers
        >>> initializers.GlorotUniform(seed=1)((3, 4)).shape
        (3, 4)
    """

    def __init__(self, seed: Any = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(1.0, "fan_avg", "uniform", seed, input_axes, output_axes)


class HeNormal(VarianceScaling):
    """Draw from a truncated normal distribution with variance `2 / fan_in`, for rectifiers.

    Args:
        seed: an int for the same draw each time; a `SeedGenerator`; None for a fresh one.
        input_axes: the axes that make up the fan in; all but the last if None.
        output_axes: the axes that make up the fan out; with `input_axes` only.

    Source:
        He et al., "Delving Deep into Rectifiers", 2015, arXiv:1502.01852, equation 10.

    Example:
        >>> from deepkit import initializers
        >>> initializers.HeNormal(seed=1)((3, 4)).shape
        (3, 4)
    """

    def __init__(self, seed: Any = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(2.0, "fan_in", "truncated_normal", seed, input_axes, output_axes)


class HeUniform(VarianceScaling):
    """Draw evenly within `sqrt(6 / fan_in)` of zero, for rectifiers.

    Args:
        seed: an int for the same draw each time; a `SeedGenerator`; None for a fresh one.
        input_axes: the axes that make up the fan in; all but the last if None.
        output_axes: the axes that make up the fan out; with `input_axes` only.

    Source:
        He et al., "Delving Deep into Rectifiers", 2015, arXiv:1502.01852, equation 10.

    Example:
        >>> from deepkit import initializers
        >>> initializers.HeUniform(seed=1)((3, 4)).shape
        (3, 4)
    """

    def __init__(self, seed: Any = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(2.0, "fan_in", "uniform", seed, input_axes, output_axes)


class LecunNormal(VarianceScaling):
    """Draw from a truncated normal distribution with variance `1 / fan_in`.

    Args:
        seed: an int for the same draw each time; a `SeedGenerator`; None for a fresh one.
        input_axes: the axes that make up the fan in; all but the last if None.
        output_axes: the axes that make up the fan out; with `input_axes` only.

    Source:
        LeCun et al., "Efficient BackProp", 1998, section 4.6.

    Example:
        >>> from deepkit import initializers
        >>> initializers.LecunNormal(seed=1)((3, 4)).shape
        (3, 4)
    """

    def __init__(self, seed: Any = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(1.0, "fan_in", "truncated_normal", seed, input_axes, output_axes)


class LecunUniform(VarianceScaling):
    """Draw evenly within `sqrt(3 / fan_in)` of zero.

    Args:
        seed: an int for the same draw each time; a `SeedGenerator`; None for a fresh one.
        input_axes: the axes that make up the fan in; all but the last if None.
        output_axes: the axes that make up the fan out; with `input_axes` only.

    Source:
        LeCun et al., "Efficient BackProp", 1998, section 4.6.

    Example:
        >>> from deepkit import initializers
        >>> initializers.LecunUniform(seed=1)((3, 4)).shape
        (3, 4)
    """

    def __init__(self, seed: Any = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(1.0, "fan_in", "uniform", seed, input_axes, output_axes)
