"""The initializers by name."""

from deepkit.configurable import Family
from deepkit.initializers._constant import Constant, Identity, Ones, Zeros
from deepkit.initializers._distribution import RandomNormal, RandomUniform, TruncatedNormal
from deepkit.initializers._initializer import Initializer
from deepkit.initializers._named import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
)
from deepkit.initializers._orthogonal import Orthogonal
from deepkit.initializers._stft import STFT
from deepkit.initializers._variance_scaling import VarianceScaling

family = Family(
    "initializer",
    Initializer,
    "keras.initializers",
    {
        "Constant": Constant,
        "GlorotNormal": GlorotNormal,
        "GlorotUniform": GlorotUniform,
        "HeNormal": HeNormal,
        "HeUniform": HeUniform,
        "Identity": Identity,
        "IdentityInitializer": Identity,
        "Initializer": Initializer,
        "LecunNormal": LecunNormal,
        "LecunUniform": LecunUniform,
        "Ones": Ones,
        "Orthogonal": Orthogonal,
        "OrthogonalInitializer": Orthogonal,
        "RandomNormal": RandomNormal,
        "RandomUniform": RandomUniform,
        "STFT": STFT,
        "STFTInitializer": STFT,
        "TruncatedNormal": TruncatedNormal,
        "VarianceScaling": VarianceScaling,
        "Zeros": Zeros,
        "constant": Constant,
        "glorot_normal": GlorotNormal,
        "glorot_uniform": GlorotUniform,
        "he_normal": HeNormal,
        "he_uniform": HeUniform,
        "identity": Identity,
        "initializer": Initializer,
        "lecun_normal": LecunNormal,
        "lecun_uniform": LecunUniform,
        "normal": RandomNormal,
        "one": Ones,
        "ones": Ones,
        "orthogonal": Orthogonal,
        "random_normal": RandomNormal,
        "random_uniform": RandomUniform,
        "stft": STFT,
        "truncated_normal": TruncatedNormal,
        "uniform": RandomUniform,
        "variance_scaling": VarianceScaling,
        "zero": Zeros,
        "zeros": Zeros,
    },
)
get, serialize, deserialize = family.get, family.serialize, family.deserialize
