"""The table of `fit(profile=True)` adds up."""

from deepkit.callbacks import FitProfile

FIRST = {"compile": 3.0, "device": 0.9, "Python": 0.1}
LATER = [{"device": 0.15, "callbacks": 0.05}, {"device": 0.25, "callbacks": 0.05}]


def test_the_table_tells_seconds_and_shares_of_the_first_epoch_and_of_the_others():
    profile = FitProfile([FIRST, *LATER], {"Python": 0.0005}, programs=3, steps=6, calls=2)
    assert str(profile).splitlines() == [
        "Where the 4.5 s of fit went:",
        "              first epoch  mean of 2 more   around them",
        "  compile       3 s   75%      0 µs    0%    0 µs    0%",
        "  device     900 ms   22%    200 ms   80%    0 µs    0%",
        "  callbacks    0 µs    0%     50 ms   20%    0 µs    0%",
        "  Python     100 ms    2%      0 µs    0%  500 µs  100%",
        "  in all        4 s  100%    250 ms  100%  500 µs  100%",
        "Programs compiled: 3. 6 steps in 2 calls in the last epoch.",
    ]


def test_one_epoch_is_its_own_mean_and_no_epoch_is_fine():
    assert FitProfile([FIRST], {}).steady["compile"] == 3.0
    assert "second epoch" in str(FitProfile([FIRST, FIRST], {}))
    assert FitProfile([], {"Python": 1.0}).seconds == 1.0
    assert "mean" not in str(FitProfile([FIRST], {}))
    assert str(FitProfile([], {})).startswith("Where the 0 µs")


def test_programs_of_the_disk_and_of_later_epochs_are_told():
    profile = FitProfile([FIRST], {}, programs=5, from_disk=2, late_programs=1)
    assert "5, 2 of them read from the disk, 1 after the first epoch." in str(profile)
