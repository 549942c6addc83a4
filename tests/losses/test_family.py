"""Losses by name."""

import pytest

from deepkit import losses


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("mse", losses.mean_squared_error),
        ("MAE", losses.mean_absolute_error),
        ("kld", losses.kl_divergence),
        ("binary_crossentropy", losses.binary_crossentropy),
        ("ctc", losses.ctc),
    ],
)
def test_a_snake_case_name_stands_for_the_function(name, function):
    assert losses.get(name) is function


def test_a_class_name_or_class_stands_for_an_instance():
    assert isinstance(losses.get("Huber"), losses.Huber)
    assert isinstance(losses.get(losses.Huber), losses.Huber)


def test_losses_functions_and_none_stand_for_themselves():
    loss = losses.Huber()
    assert losses.get(loss) is loss
    assert losses.get(loss_of_mine) is loss_of_mine
    assert losses.get(None) is None


def loss_of_mine(y_true, y_pred):
    return y_pred - y_true


def test_a_config_stands_for_the_loss_it_describes():
    loss = losses.get({"class_name": "Tversky", "config": {"alpha": 0.3}})
    assert loss.get_config()["alpha"] == 0.3


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match=r"Unknown loss 'mean_square_error'\. Did you mean"):
        losses.get("mean_square_error")


def test_what_names_no_loss_is_refused():
    with pytest.raises(TypeError, match="A loss must be a name, a config, a callable or a Loss"):
        losses.get(3)


def test_a_loss_of_your_own_is_read_with_custom_objects():
    class Mine(losses.Loss):
        pass

    record = losses.serialize(Mine(reduction="sum"))
    read = losses.deserialize(record, custom_objects={"Mine": Mine})
    assert isinstance(read, Mine)
    assert read.reduction == "sum"
