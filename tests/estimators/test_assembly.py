"""Tests of the way from columns and labels to a model."""

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.estimators import TabularEstimator
from deepkit.feature_column import as_table
from tests.estimators._tables import FRAME, LABELS, deep


@pytest.fixture(scope="module")
def fitted():
    return deep().fit(FRAME, LABELS)


def test_the_model_is_an_ordinary_one_on_encoded_columns(fitted):
    encoded = fitted.encoder_.encode(as_table(FRAME))
    logits = fitted.model_.predict(encoded, verbose=0)
    np.testing.assert_allclose(logits[:, 0], fitted.decision_function(FRAME), atol=1e-6)


def test_numbers_without_a_normalizer_are_scaled():
    columns = [fc.numeric_column("age"), fc.numeric_column("pay", normalizer="log1p")]
    fitted = deep(feature_columns=columns).fit(FRAME, LABELS)
    age, pay = (fitted.encoder_.encode(as_table(FRAME))[name][:, 0] for name in ("age", "pay"))
    raw = FRAME["age"]
    np.testing.assert_allclose(age, (raw - raw.mean()) / raw.std(), atol=1e-5)
    np.testing.assert_allclose(pay, np.sign(FRAME["pay"]) * np.log1p(abs(FRAME["pay"])), atol=1e-6)


@pytest.mark.parametrize("options", [{"standardize": False}, {"compat": "tf"}])
def test_numbers_stay_as_they_are_for_who_says_so(options):
    fitted = deep(feature_columns=[fc.numeric_column("age")], **options).fit(FRAME, LABELS)
    encoded = fitted.encoder_.encode(as_table(FRAME))["age"][:, 0]
    np.testing.assert_allclose(encoded, FRAME["age"], rtol=1e-6)


def test_a_subclass_is_told_what_it_must_define():
    class Bare(TabularEstimator):
        pass

    needed = {"_answer", "_assemble", "_declared", "_make_head", "_model_at"}
    assert Bare.__abstractmethods__ == needed
    with pytest.raises(TypeError, match="Can't instantiate abstract class Bare"):
        Bare()
