"""What was exported, for the one who exported it."""

from tests.export._models import dense, numbers


def test_a_report_tells_sizes(tmp_path):
    report = dense().export(tmp_path / "m")
    assert report.weight_bytes == 4 * dense().count_params()
    assert 0 < report.program_bytes["serving_default"] < 50 * 1024
    assert (report.quantization, report.accuracy) == (None, {})


def test_a_report_tells_what_fewer_bits_cost(tmp_path):
    x = numbers(200)
    right = dense().predict(x, verbose=0).argmax(1)
    report = dense().export(tmp_path / "m", quantize="int8", examples=x, targets=right)
    told = report.accuracy["serving_default"]["score"]
    assert 0 < told["mean_difference"] < told["largest_difference"] < 0.02
    assert told["accuracy_before"] == 1
    assert told["accuracy"] == told["same_first_choice"] > 0.95
