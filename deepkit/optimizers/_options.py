"""The options that every optimizer takes, and the checks at their door."""

from typing import NoReturn, TypedDict

from deepkit.errors import fraction, not_negative, positive, unknown, whole

CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")


class CommonOptions(TypedDict, total=False):
    """Options of `Optimizer`, which each optimizer takes by name after its own."""

    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    use_ema: bool
    ema_momentum: float
    ema_overwrite_frequency: int | None
    loss_scale_factor: float | None
    gradient_accumulation_steps: int | None
    name: str | None


class Options(CommonOptions, total=False):
    """The same, for optimizers that do not need a weight decay."""

    weight_decay: float | None


# The order of the keys in a saved config.
KEYS = (
    "name", "learning_rate", "weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "use_ema",
    "ema_momentum", "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps",
)  # fmt: skip


def check_clips(**clips: float | None) -> None:
    """Refuse a clip that is not positive, and two at once."""
    given = {name: value for name, value in clips.items() if value is not None}
    for name, value in given.items():
        positive(**{name: value})
    if len(given) > 1:
        listed = ", ".join(f"{name}={value}" for name, value in given.items())
        raise ValueError(
            f"Only one of `clipnorm`, `clipvalue` and `global_clipnorm` may be set, got {listed}."
        )


def check_numbers(
    *,
    weight_decay: float | None,
    ema_momentum: float,
    ema_overwrite_frequency: int | None,
    loss_scale_factor: float | None,
    gradient_accumulation_steps: int | None,
) -> None:
    """Refuse numbers out of range."""
    fraction(ema_momentum=ema_momentum)
    if weight_decay is not None:
        not_negative(weight_decay=weight_decay)
    if ema_overwrite_frequency is not None:
        whole(ema_overwrite_frequency=ema_overwrite_frequency)
    if loss_scale_factor is not None:
        positive(loss_scale_factor=loss_scale_factor)
    if gradient_accumulation_steps is not None:
        whole(at_least=2, gradient_accumulation_steps=gradient_accumulation_steps)


def below_one(**named: float) -> float:
    """Return the one named value if it is at least 0 and below 1, as the decay of an average is."""
    [(name, value)] = named.items()
    if not_negative(**named) >= 1:
        raise ValueError(f"`{name}` must be < 1, got {value!r}.")
    return value


def refuse_unknown(optimizer: str, names: list[str], known: list[str]) -> NoReturn:
    """Raise the error for an argument that an optimizer does not take."""
    raise unknown(f"argument of {optimizer}", names[0], known)
