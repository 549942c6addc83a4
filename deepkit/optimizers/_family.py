"""The optimizers that can stand alone, by their names and configs."""

from deepkit.configurable import Family
from deepkit.optimizers._adadelta import Adadelta
from deepkit.optimizers._adafactor import Adafactor
from deepkit.optimizers._adagrad import Adagrad
from deepkit.optimizers._adam import Adam
from deepkit.optimizers._adamax import Adamax
from deepkit.optimizers._adamw import AdamW
from deepkit.optimizers._ftrl import Ftrl
from deepkit.optimizers._lamb import Lamb
from deepkit.optimizers._lion import Lion
from deepkit.optimizers._nadam import Nadam
from deepkit.optimizers._optimizer import Optimizer
from deepkit.optimizers._rmsprop import RMSprop
from deepkit.optimizers._sgd import SGD

MEMBERS: dict[str, type[Optimizer]] = {
    name: member
    for member in (
        Adadelta, Adafactor, Adagrad, Adam, AdamW, Adamax, Ftrl, Lamb, Lion, Nadam, RMSprop, SGD,
    )
    for name in (member.__name__, member.__name__.lower())
}  # fmt: skip

plain = Family("optimizer", Optimizer, "keras.optimizers", MEMBERS)
