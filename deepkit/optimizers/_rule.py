"""The rule of one optimizer: what it remembers of a variable, and what a gradient does to it."""

from typing import ClassVar

from deepkit.configurable import Configurable
from deepkit.typing import Tensor

Slots = dict[str, Tensor]


class Rule(Configurable):
    """A pure update of one array: the part in which optimizers differ.

    Slots are the arrays that the rule remembers of a variable, such as a momentum. A rule that is
    `row_wise` treats each row by itself, so updating some rows of a table with the same rows of its
    slots does to them what updating the whole table would.
    """

    row_wise: ClassVar[bool] = False
    """Whether `update` may be given single rows of a variable and of its slots.

    Nobody else can tell. A subclass with an `update` of its own says so anew: this counts for the
    `update` of the same class.
    """

    follows_rate: ClassVar[bool] = False
    """Whether a weight without a gradient moves when the learning rate is another than before."""

    slot_groups: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """The slots as files list them: group after group, in a group variable after variable."""

    def leaves_rows(self) -> bool:
        """Tell whether a row without a gradient stays as it is, and its slots too.

        Rows of a table that a batch does not touch need no update then, but for one when the
        learning rate is another, if the rule `follows_rate`. A subclass with an `update` of its
        own says so anew: this counts for the `update` of the same class.
        """
        return False

    def init(self, param: Tensor) -> Slots:
        """Return the slots of a variable before its first update, by name.

        Args:
            param: the value of the variable.
        """
        return {}

    def update(
        self, grad: Tensor, param: Tensor, slots: Slots, rate: Tensor, step: Tensor
    ) -> tuple[Tensor, Slots]:
        """Return the variable and its slots after one update.

        Args:
            grad: the gradient, of the variable's shape and dtype.
            param: the value of the variable.
            slots: what `init` or the update before returned, and what all variables share.
            rate: the learning rate, a float32 scalar (float64 where that is the floatx).
            step: the number of updates so far, an int32 scalar; 0 at the first.
        """
        raise NotImplementedError(
            f"{type(self).__name__} must define `init` and `update` (pure), or, as in Keras, "
            "`build` and `update_step` (which assign Variables)."
        )

    def at_rate(self, param: Tensor, slots: Slots, rate: Tensor) -> Tensor:
        """Return a variable after an update without a gradient, if the rule `follows_rate`.

        Args:
            param: the value of the variable.
            slots: its slots, which stay.
            rate: the learning rate.
        """
        return param

    def init_shared(self, dtype: str) -> Slots:
        """Return the scalars that all variables share; none for nearly every rule.

        Args:
            dtype: the dtype of the first variable.
        """
        return {}

    def update_shared(self, shared: Slots, step: Tensor) -> Slots:
        """Return the shared scalars for this update; made once, before the variables' own.

        Args:
            shared: their values at the update before.
            step: the number of updates so far.
        """
        return shared
