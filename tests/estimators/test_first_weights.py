"""A new estimator starts from the weights of one that was trained before."""

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.errors import SavingError, ShapeError
from deepkit.estimators import (
    DNNClassifier,
    LinearRegressor,
    MultiHead,
    RegressionHead,
    VocabInfo,
    WarmStartSettings,
)
from deepkit.estimators._first_weights import cut_as, earlier, scaled_as, vocabularies
from deepkit.estimators.heads import SequentialHead
from tests.estimators._tables import (
    FRAME,
    LABELS,
    TARGETS,
    deep,
    linear,
    weights,
    wide_and_deep,
)

BIAS, JOBS = "linear/linear_model/bias_weights", "linear/linear_model/job/weights"
TABLE = "dnn/input_from_feature_columns/input_layer/job_embedding/embedding_weights"


def job(*words, **options):
    return fc.categorical_column_with_vocabulary_list("job", words or None, **options)


def embedded(*words, **options):
    return deep(feature_columns=[fc.embedding_column(job(*words), 2)], **options)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("earlier")
    estimator = linear(feature_columns=[job("clerk", "cook")], model_dir=folder)
    return estimator.train(lambda: (FRAME, LABELS), steps=20)


def first(estimator, labels=LABELS, frame=FRAME):
    """Return the first weights of an estimator, by what a rate of nothing leaves of them."""
    estimator.set_params(learning_rate=1e-30)
    estimator.train(lambda: (frame, labels), steps=1)
    assert estimator.global_step_ == 1
    found = weights(estimator)
    return {name: np.where(np.abs(value) < 1e-25, 0, value) for name, value in found.items()}


def jobs(*words, **options):
    return linear(optimizer="sgd", feature_columns=[job(*words)], **options)


def test_weights_are_taken_from_a_folder_a_checkpoint_and_an_estimator(trained, tmp_path):
    sources = [trained.model_dir, trained.latest_checkpoint(), trained]
    sources += [trained.export_saved_model(tmp_path), WarmStartSettings(trained.model_dir)]
    for source in sources:
        found = first(jobs("clerk", "cook", warm_start_from=source))
        for name in (BIAS, JOBS):
            np.testing.assert_array_equal(found[name], trained.get_variable_value(name))


def test_weights_are_taken_from_arrays_by_name_and_a_file_of_them(trained, tmp_path):
    # As one reads them from a checkpoint of TensorFlow; the slots of its optimizer are left.
    arrays = {**weights(trained), "training/Ftrl/linear/job/accumulator": np.ones(3)}
    np.savez(tmp_path / "weights.npz", **arrays)
    for source in (arrays, tmp_path / "weights.npz", WarmStartSettings(arrays)):
        found = first(jobs("clerk", "cook", warm_start_from=source))
        np.testing.assert_array_equal(found[JOBS], arrays[JOBS])


def test_a_file_that_holds_no_arrays_is_refused(tmp_path):
    (tmp_path / "weights.npz").write_bytes(b"PK or not")
    with pytest.raises(SavingError, match=r"The arrays in '.*weights.npz' cannot be read"):
        earlier(tmp_path / "weights.npz")


def test_rows_of_known_words_go_to_their_new_places(trained):
    found = first(jobs("pilot", "cook", "clerk", warm_start_from=trained.model_dir))[JOBS]
    clerk, cook = trained.get_variable_value(JOBS)
    np.testing.assert_array_equal(found, [[0.0], cook, clerk])


def test_a_learned_vocabulary_is_told_apart_too(trained):
    frame = {"job": np.where(FRAME["job"] == "clerk", "actor", FRAME["job"])}
    found = first(jobs(warm_start_from=trained), frame=frame)[JOBS]
    _, cook = trained.get_variable_value(JOBS)
    np.testing.assert_array_equal(found, [[0.0], cook])


def test_new_words_of_an_embedding_keep_their_own_first_values(tmp_path):
    old = embedded("clerk", "cook", model_dir=tmp_path).train(lambda: (FRAME, LABELS), steps=5)
    words = ("clerk", "pilot", "cook")
    cold = first(embedded(*words, random_state=1, optimizer="sgd"))[TABLE]
    warm = first(embedded(*words, random_state=1, optimizer="sgd", warm_start_from=tmp_path))[TABLE]
    clerk, cook = old.get_variable_value(TABLE)
    np.testing.assert_array_equal(warm, [clerk, cold[1], cook])


def test_rows_beside_those_of_words_are_kept_if_they_mean_the_same():
    columns = [job("clerk", "cook", num_oov_buckets=1), job("cook", "clerk", num_oov_buckets=1)]
    old, new = (vocabularies(fc.Encoder([column]))[JOBS] for column in columns)
    assert old[2] == new[2]
    other = vocabularies(fc.Encoder([job("clerk", "cook", unseen="own")]))[JOBS]
    assert other[2] != old[2]


def test_only_what_is_named_is_taken(trained):
    settings = WarmStartSettings(trained.model_dir, vars_to_warm_start=".*bias")
    found = first(jobs("cook", "clerk", warm_start_from=settings))
    assert not found[JOBS].any()
    np.testing.assert_array_equal(found[BIAS], trained.get_variable_value(BIAS))


def test_what_the_user_says_of_a_vocabulary_counts(trained):
    info = VocabInfo(["a", "b"], 2, 0, ["b", "a"])
    settings = WarmStartSettings(trained.model_dir, var_name_to_vocab_info={JOBS: info})
    found = first(jobs("clerk", "cook", warm_start_from=settings))[JOBS]
    np.testing.assert_array_equal(found, trained.get_variable_value(JOBS)[::-1])


def test_a_part_of_a_joint_model_starts_from_a_linear_one(trained):
    settings = WarmStartSettings(trained.model_dir, vars_to_warm_start="linear")
    columns = {"linear_feature_columns": [job("clerk", "cook")]}
    columns["dnn_feature_columns"] = [fc.numeric_column("age")]
    rates = {"linear_optimizer": "sgd", "dnn_optimizer": "sgd"}
    found = first(wide_and_deep(warm_start_from=settings, **columns, **rates))
    np.testing.assert_array_equal(found[JOBS], trained.get_variable_value(JOBS))


def test_a_checkpoint_of_the_own_goes_before_the_first_weights(trained, tmp_path):
    told = {"model_dir": tmp_path, "warm_start_from": trained.model_dir}
    once = jobs("clerk", "cook", learning_rate=0.1, **told).train(lambda: (FRAME, LABELS), steps=3)
    again = jobs("clerk", "cook", **told)
    assert again.global_step_ == 3
    np.testing.assert_array_equal(again.get_variable_value(JOBS), once.get_variable_value(JOBS))


def test_fit_starts_there_each_time(trained):
    estimator = jobs("clerk", "cook", warm_start_from=trained, learning_rate=1e-30, steps=1)
    for _ in range(2):
        found = estimator.fit(FRAME, LABELS).get_variable_value(JOBS)
        np.testing.assert_array_equal(found, trained.get_variable_value(JOBS))


def test_another_shape_is_refused(trained):
    with pytest.raises(ShapeError, match="Variable 'linear/linear_model/job/weights' has the sh"):
        first(jobs("clerk", "cook", warm_start_from=trained), labels=np.arange(60) % 3)


def test_a_variable_that_is_not_there_is_refused(trained):
    columns = [job("clerk", "cook"), fc.numeric_column("age")]
    with pytest.raises(ValueError, match="'linear/linear_model/age/weights' is not in the earlier"):
        first(linear(feature_columns=columns, warm_start_from=trained))


def test_a_folder_without_checkpoints_is_refused(tmp_path):
    with pytest.raises(SavingError, match="`warm_start_from` must hold a checkpoint, and "):
        DNNClassifier((4,), warm_start_from=tmp_path).fit(FRAME, LABELS, steps=1)


def test_an_export_with_rounded_weights_is_refused(trained, tmp_path):
    folder = trained.export_saved_model(tmp_path, quantize="int8")
    with pytest.raises(SavingError, match="are rounded: start from an export without `quantize`"):
        earlier(folder)


def test_what_is_no_source_is_refused():
    with pytest.raises(TypeError, match=r"must be the path of a checkpoint .* got int"):
        earlier(3)


def numbers(**options):
    columns = [
        fc.numeric_column("age"),
        fc.bucketized_column(fc.numeric_column("pay"), num_buckets=3),
    ]
    told = {"optimizer": "Ftrl", "steps": 60, "batch_size": 20, "random_state": 0}
    return LinearRegressor(columns, **{**told, **options})


def test_numbers_and_targets_are_scaled_as_they_were_so_that_predictions_stay():
    old = numbers().fit(FRAME, TARGETS)
    others = {"age": FRAME["age"] * 3 + 1, "pay": FRAME["pay"] - 2}
    new = numbers(warm_start_from=old, learning_rate=1e-30, steps=1, optimizer="sgd")
    np.testing.assert_allclose(
        new.fit(others, TARGETS * 5 - 7).predict(FRAME), old.predict(FRAME), rtol=1e-5, atol=1e-5
    )
    assert new.head_.standardize == old.head_.standardize
    assert new.encoder_ == old.encoder_


def test_scales_that_are_told_stay_as_they_are():
    given = fc.numeric_column("age", normalizer="minmax")
    encoder = fc.learn([fc.numeric_column("age", normalizer="zscore")], FRAME)
    assert cut_as(given, encoder) is given
    assert cut_as(fc.numeric_column("new", normalizer="zscore"), encoder).statistics is None
    told = RegressionHead(standardize=([1.0], [2.0]))
    assert scaled_as(told, RegressionHead(standardize=([3.0], [4.0]))) is told


def test_heads_of_several_and_of_steps_take_scales_over():
    open_head, known = RegressionHead(name="a", standardize=True), ([3.0], [4.0])
    old = RegressionHead(name="a", standardize=known)
    [several] = scaled_as(MultiHead([open_head]), MultiHead([old])).heads
    steps = scaled_as(SequentialHead(open_head), SequentialHead(old)).inner
    assert several.standardize == steps.standardize == known


def test_where_nothing_is_taken_scales_are_learned_anew():
    old = numbers().fit(FRAME, TARGETS)
    settings = WarmStartSettings(old, vars_to_warm_start=None)
    new = numbers(warm_start_from=settings).fit(FRAME, TARGETS * 5)
    assert new.head_.standardize != old.head_.standardize


def test_other_classes_are_not_mixed_up():
    three = np.array(["a", "b", "c"])[np.arange(60) % 3]
    old = jobs("clerk", "cook", learning_rate=0.1).train(lambda: (FRAME, three), steps=3)
    new = jobs("clerk", "cook", warm_start_from=old)
    with pytest.raises(
        ValueError, match=r"The classes are \['b', 'c', 'd'\], and in the earlier mo"
    ):
        first(new, labels=np.array(["b", "c", "d"])[np.arange(60) % 3])
