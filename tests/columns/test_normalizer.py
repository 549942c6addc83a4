"""The formulas of the normalizers."""

import numpy as np
import pytest
from sklearn.preprocessing import QuantileTransformer

from deepkit.columns._normalizer import normalize_by


def test_scale_and_shift_are_of_each_dimension():
    function = normalize_by("zscore", ((1.0, 2.0), (2.0, 4.0)))
    assert function(np.array([[3.0, 10.0]])).tolist() == [[1.0, 2.0]]


def test_log1p_keeps_the_sign():
    found = normalize_by("log1p", None)(np.array([[0.0, 9.0, -9.0]]))
    np.testing.assert_allclose(found, [[0.0, np.log(10), -np.log(10)]])


def test_nothing_is_done_without_a_normalizer():
    assert normalize_by(None, None)(np.array([[3.0]])).tolist() == [[3.0]]


@pytest.mark.parametrize("many_zeros", [False, True])
def test_ranks_are_those_of_scikit_learn(many_zeros, random):
    x = random.normal(size=(200, 1))
    x[: 150 * many_zeros] = 0
    peer = QuantileTransformer(n_quantiles=50).fit(x)
    ours = normalize_by("quantile", tuple(map(tuple, peer.quantiles_.T.tolist())))
    probes = np.concatenate([x[::7], [[-9.0], [9.0], [0.0]]])
    np.testing.assert_allclose(ours(probes), peer.transform(probes), atol=1e-12)
