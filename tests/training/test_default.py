"""Methods that users wrote anew are told from those of deepkit."""

import deepkit
from deepkit.training._default import default, overrides


class Base(deepkit.Model):
    """A model with one method of its own."""

    def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
        return super().compute_loss(x, y, y_pred, sample_weight, training)


class Derived(Base):
    """A model that inherits it."""


def test_a_method_of_a_subclass_is_the_users():
    assert overrides(Base(), "compute_loss")
    assert overrides(Derived(), "compute_loss")
    assert not overrides(Derived(), "train_step")


def test_marking_leaves_the_function_as_it_is():
    def method():
        """Do nothing."""

    assert default(method) is method
