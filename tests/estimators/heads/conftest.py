"""What tests of heads ask for by name."""

import numpy as np
import pytest

from deepkit import Input, Model, layers


@pytest.fixture
def model_of():
    """Return a function that makes a compiled model which hands logits on to a head."""

    def make(head):
        logits = Input((head.logits_dimension,), name="logits")
        model = Model(logits, head.outputs(layers.Identity()(logits)))
        weights = head.loss_weights() if hasattr(head, "loss_weights") else None
        model.compile(
            optimizer="sgd",
            loss=head.training_loss(),
            loss_weights=weights,
            weighted_metrics=head.metrics(),
        )
        return model

    return make


@pytest.fixture
def evaluated(model_of):
    """Return a function that evaluates logits by a head, through a compiled model."""

    def evaluate(head, labels, logits, sample_weight=None, batch_size=32):
        logs = model_of(head).evaluate(
            np.asarray(logits, np.float32),
            head.encode_labels(labels),
            sample_weight=sample_weight,
            batch_size=batch_size,
            return_dict=True,
            verbose=0,
        )
        return head.logs(logs)

    return evaluate
