"""Training stops at the batch whose loss is not finite."""

import keras
import pytest

from deepkit.callbacks import TerminateOnNaN


@pytest.mark.parametrize("loss", [1.0, float("nan"), float("inf"), float("-inf"), None])
def test_it_stops_when_keras_does(model, capsys, loss):
    stopped = []
    for library in (TerminateOnNaN, keras.callbacks.TerminateOnNaN):
        model.stop_training = False
        callback = library()
        callback.set_model(model)
        callback.on_train_batch_end(3, {} if loss is None else {"loss": loss})
        stopped.append((model.stop_training, capsys.readouterr().out))
    assert stopped[0] == stopped[1]


def test_it_raises_if_asked_to():
    with pytest.raises(RuntimeError, match=r"The loss of batch 3 is nan\. Try a smaller"):
        TerminateOnNaN(raise_error=True).on_train_batch_end(3, {"loss": float("nan")})
