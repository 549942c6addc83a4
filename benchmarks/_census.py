"""The columns of Adult, and what TensorFlow's example of a wide and deep model says of them."""

COLUMNS = [
    "age",
    "workclass",
    "fnlwgt",
    "education",
    "education_num",
    "marital_status",
    "occupation",
    "relationship",
    "race",
    "gender",
    "capital_gain",
    "capital_loss",
    "hours_per_week",
    "native_country",
    "income",
]
_EDUCATION = [
    "Bachelors",
    "HS-grad",
    "11th",
    "Masters",
    "9th",
    "Some-college",
    "Assoc-acdm",
    "Assoc-voc",
    "7th-8th",
    "Doctorate",
    "Prof-school",
    "5th-6th",
    "10th",
    "1st-4th",
    "Preschool",
    "12th",
]
_MARITAL_STATUS = [
    "Married-civ-spouse",
    "Divorced",
    "Married-spouse-absent",
    "Never-married",
    "Separated",
    "Married-AF-spouse",
    "Widowed",
]
_RELATIONSHIP = ["Husband", "Not-in-family", "Wife", "Own-child", "Unmarried", "Other-relative"]
_WORKCLASS = [
    "Self-emp-not-inc",
    "Private",
    "State-gov",
    "Federal-gov",
    "Local-gov",
    "?",
    "Self-emp-inc",
    "Without-pay",
    "Never-worked",
]
VOCABULARIES = {
    "education": _EDUCATION,
    "marital_status": _MARITAL_STATUS,
    "relationship": _RELATIONSHIP,
    "workclass": _WORKCLASS,
}
NUMBERS = ("age", "education_num", "capital_gain", "capital_loss", "hours_per_week")
AGES = (18, 25, 30, 35, 40, 45, 50, 55, 60, 65)
BUCKETS = 1000
