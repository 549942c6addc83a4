"""Whole models go through `.keras` files; what is no model is refused."""

import copy as copying
import io
import json
import os
import pickle
import subprocess
import sys
import zipfile

import h5py
import numpy as np
import pytest

import deepkit
from deepkit import layers
from deepkit.errors import SavingError
from deepkit.saving import (
    from_bytes,
    load_model,
    model_from_json,
    model_to_json,
    parts_for_pickle,
    save_model,
    to_bytes,
)

X, Y = np.ones((4, 3), "float32"), np.ones((4, 2), "float32")

WATCHED = """
import sys
import deepkit, deepkit.models, h5py, jax
deepkit.saving.load_model(sys.argv[1])  # what deepkit itself loads on first use
opened, imported = [], []
others = ("exec", "compile", "os", "socket", "subprocess", "shutil", "ctypes")
def watch(event, arguments):
    if event == "open":
        opened.append(str(arguments[0]))
    elif event == "import":
        imported.append(arguments[0])
    elif event.split(".")[0] in others:
        opened.append(event)
sys.addaudithook(watch)
deepkit.saving.load_model(sys.argv[2])
print(sorted(set(opened)), sorted({name.split(".")[0] for name in imported}))
"""


@pytest.fixture
def model():
    """Return a compiled model."""
    model = deepkit.Sequential([deepkit.Input((3,)), layers.Dense(2, name="only")], name="m")
    model.compile("adam", "mse")
    return model


def changed(model, member, change):
    """Return the bytes of a model's file with one member changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(to_bytes(model))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == member else content)
    return target.getvalue()


def configured(model, change):
    """Return the bytes of a model's file with another config."""

    def edit(content):
        config = json.loads(content)
        change(config)
        return json.dumps(config)

    return changed(model, "config.json", edit)


def test_a_model_comes_back_with_its_weights_and_goes_on_where_it_stopped(model, tmp_path):
    model.fit(X, Y, epochs=2, verbose=0)
    save_model(model, tmp_path / "m.keras")
    copy = load_model(str(tmp_path / "m.keras"))
    np.testing.assert_array_equal(copy.predict(X, verbose=0), model.predict(X, verbose=0))
    for either in (model, copy):
        either.fit(X, Y, epochs=2, verbose=0)
    np.testing.assert_array_equal(copy.layers[0].kernel.numpy(), model.layers[0].kernel.numpy())


def test_a_model_may_be_loaded_without_being_compiled(model):
    copy = from_bytes(to_bytes(model), compile=False)
    assert not copy.compiled
    assert copy.optimizer is None


def test_the_members_are_those_of_keras(model, tmp_path):
    save_model(model, tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        assert archive.namelist() == ["metadata.json", "config.json", "model.weights.h5"]
        about = json.loads(archive.read("metadata.json"))
    assert about["keras_version"].startswith("3.")
    assert about["deepkit_version"] == deepkit.__version__


def test_an_older_file_is_replaced_or_kept_as_the_user_wishes(model, tmp_path, monkeypatch):
    path = tmp_path / "m.keras"
    path.write_bytes(b"old")
    monkeypatch.setattr("builtins.input", lambda prompt: "n")
    save_model(model, path, overwrite=False)
    assert path.read_bytes() == b"old"
    save_model(model, path)
    assert load_model(path).name == "m"


def test_a_model_that_cannot_be_written_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "m.keras"
    path.write_bytes(b"old")
    model = deepkit.Sequential([deepkit.Input((3,)), layers.Dense(2, activation=lambda x: x)])
    with pytest.raises(SavingError, match="it has no name"):
        save_model(model, path)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["m.keras"]


def test_a_model_without_weights_is_written_with_a_warning(tmp_path):
    model = deepkit.Sequential([layers.Dense(1)], name="m")
    with pytest.warns(UserWarning, match="'m' is written without weights, for it is not built"):
        save_model(model, tmp_path / "m.keras")
    assert not load_model(tmp_path / "m.keras").built


@pytest.mark.parametrize("name", ["m.h5", "m.weights.h5", "m", "keras"])
@pytest.mark.parametrize("act", [load_model, lambda path: save_model(None, path)])
def test_other_names_are_refused(act, name, tmp_path):
    with pytest.raises(SavingError, match=r"`filepath` must end in `.keras`, got .*save_weights"):
        act(tmp_path / name)


def test_something_else_than_a_path_is_refused(model):
    with pytest.raises(SavingError, match="`filepath` must be a path, got 3"):
        load_model(3)


def test_a_folder_cannot_be_written(model, tmp_path):
    with pytest.raises(SavingError, match="`zipped=False` is not supported"):
        save_model(model, tmp_path / "m.keras", zipped=False)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SavingError, match=r"x.keras cannot be read: No such file or directory"):
        load_model(tmp_path / "x.keras")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_refused(share, model, tmp_path):
    content = to_bytes(model)
    (tmp_path / "m.keras").write_bytes(content[: int(share * len(content))])
    with pytest.raises(SavingError, match=r"m.keras is no `.keras` archive, or not a whole one"):
        load_model(tmp_path / "m.keras")


@pytest.mark.parametrize("text", [b"[]", b"3", b"{}", b'{"a": 1}'])
def test_a_config_that_describes_nothing_is_refused(text, model):
    with pytest.raises(SavingError, match=r"config.json does not describe a model"):
        from_bytes(changed(model, "config.json", lambda _: text))


def test_a_config_of_something_else_is_refused(model):
    def change(config):
        config |= {"module": "keras.layers", "class_name": "Flatten", "config": {}}
        del config["compile_config"]

    with pytest.raises(SavingError, match="describes a Flatten, not a model"):
        from_bytes(configured(model, change))


def test_weights_of_another_model_are_refused(model):
    def change(config):
        config["config"]["layers"][1]["config"]["units"] = 5

    with pytest.raises(
        SavingError, match=r"model.weights.h5 does not fit .*\n.*\(3, 5\).*\(3, 2\)"
    ):
        from_bytes(configured(model, change))


@pytest.mark.parametrize("units", [10**9, 2**40, 2**62])
def test_a_config_that_asks_for_weights_beyond_the_file_is_refused(units, model):
    def change(config):
        config["config"]["layers"][1]["config"]["units"] = units

    with pytest.raises(SavingError, match=r"takes [\d,]+ bytes, of which [\d,]+ are left"):
        from_bytes(configured(model, change))


def test_weights_that_are_damaged_are_refused(model):
    with pytest.raises(SavingError, match=r"model.weights.h5 is no HDF5 file"):
        from_bytes(changed(model, "model.weights.h5", lambda content: content[:100]))


def test_weights_that_link_elsewhere_are_refused(model):
    def change(content):
        target = io.BytesIO(content)
        with h5py.File(target, "r+") as file:
            del file["layers/only" if "layers/only" in file else "layers/dense"]
            file["layers/dense"] = h5py.ExternalLink("/etc/passwd", "/")
        return target.getvalue()

    with pytest.raises(SavingError, match="layers/dense is a link to another place or file"):
        from_bytes(changed(model, "model.weights.h5", change))


def test_a_lambda_layer_is_refused_with_an_explanation(model):
    def change(config):
        code = {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None}}
        config["config"]["layers"].append(
            {
                "module": "keras.layers",
                "class_name": "Lambda",
                "config": {"name": "lambda", "function": code},
                "registered_name": None,
            }
        )

    with pytest.raises(
        SavingError, match=r"asks for keras.layers.Lambda: .*never runs what it finds"
    ):
        from_bytes(configured(model, change))


def test_loading_opens_only_the_file_and_imports_nothing(model, tmp_path, request):
    save_model(model, tmp_path / "a.keras")
    model.fit(X, Y, verbose=0)
    save_model(model, tmp_path / "b.keras")
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, tmp_path / "a.keras", tmp_path / "b.keras"],
        cwd=request.config.rootpath,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"['{tmp_path}/b.keras'] []\n"


def test_loading_changes_nothing_but_names(model):
    content = configured(model, lambda config: None)
    backend = deepkit.backend
    before = (backend.floatx(), backend.dtype_policy(), dict(deepkit.saving.get_custom_objects()))
    from_bytes(content)
    after = (backend.floatx(), backend.dtype_policy(), dict(deepkit.saving.get_custom_objects()))
    assert before == after


def test_json_gives_the_architecture_with_new_weights(model):
    text = model_to_json(model, indent=2)
    copy = model_from_json(text)
    assert text.startswith("{\n")
    assert copy.output_shape == (None, 2)
    assert not np.array_equal(copy.layers[0].kernel.numpy(), model.layers[0].kernel.numpy())


def test_json_that_is_malformed_is_refused():
    with pytest.raises(SavingError, match="The JSON is not valid JSON"):
        model_from_json("{")


def test_the_parts_for_pickle_hold_the_classes_of_the_user():
    class Own(layers.Dense):
        pass

    content, custom = parts_for_pickle(deepkit.Sequential([deepkit.Input((3,)), Own(2)]))
    assert custom == {"Own": Own}
    assert type(from_bytes(content, custom).layers[0]) is Own


class Picklable(layers.Dense):
    """A layer of the user's."""


def test_a_model_goes_through_pickle_with_the_classes_of_the_user():
    model = deepkit.Sequential([deepkit.Input((3,)), Picklable(2)])
    copy = copying.deepcopy(model)
    assert type(copy.layers[0]) is Picklable
    np.testing.assert_array_equal(copy(X), model(X))


def test_a_model_goes_through_pickle(model):
    copy = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(copy.predict(X, verbose=0), model.predict(X, verbose=0))
