import pytest

from app.facts.quantity.nouns import singular, unit_of

SINGULARS = [
    "project/projects",
    "country/countries",
    "buyer/buyers",
    "enterprise/enterprises",
    "business/businesses",
    "branch/branches",
    "box/boxes",
    "tax/taxes",
    "dish/dishes",
    "house/houses",
    "warehouse/warehouses",
    "clause/clauses",
    "prize/prizes",
    "purchase/purchases",
    "exercise/exercises",
    "license/licenses",
    "course/courses",
    "day/days",
    "survey/surveys",
    "toy/toys",
    "visa/visas",
    "expo/expos",
    "video/videos",
    "employee/employees",
    "initiative/initiatives",
    "executive/executives",
    "store/stores",
    "bus/buses",
    "person/people",
    "woman/women",
    "child/children",
    "shelf/shelves",
    "analysis/analyses",
    "criterion/criteria",
    "movie/movies",
    "virus/viruses",
    "clinic/clinics",
    "start-up/start-ups",
    "SME/SMEs",
    "MoU/MoUs",
    "GPU/GPUs",
    "CEO/CEOs",
    "Pakistani/Pakistanis",
    "Seller/Sellers",
    "robot/robots",
    "agency/agencies",
    "city/cities",
    "bridge/bridges",
    "vehicle/vehicles",
    "drone/drones",
    "hero/heroes",
    "half/halves",
]


@pytest.mark.parametrize("pair", SINGULARS)
def test_plurals_have_a_singular(pair: str) -> None:
    one, many = pair.split("/")
    assert singular(many) == one


@pytest.mark.parametrize(
    "word",
    [
        "project",
        "business",
        "GDP",
        "mn",
        "campus",
        "analysis",
        "overseas",
        "lens",
        "people's",
        "steel",
        "Texas",
        "access",
    ],
)
def test_a_word_that_is_no_plural_is_unchanged(word: str) -> None:
    assert singular(word) == word


@pytest.mark.parametrize(
    "word",
    [
        "series",
        "species",
        "news",
        "headquarters",
        "premises",
        "data",
        "goods",
        "robotics",
        "axes",
        "torpedoes",
        "pluses",
        "Kennedys",
        "SELLERS",
        "Ks",
    ],
)
def test_a_doubtful_plural_has_no_singular(word: str) -> None:
    assert singular(word) is None


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("professional buyers", "professional buyer"),
        ("countries and regions", "country or region"),
        ("foreign countries and regions", "foreign country or region"),
        ("sports events", "sports event"),
        ("sports and cultural events", None),
        ("research and development centres", None),
        ("systems and data and parks", None),
        ("sales teams and regions", "sales team or region"),
        ("companies buyers and regions", None),
        ("companies signed contracts", None),
        ("aircraft", None),
    ],
)
def test_a_counted_noun_gives_its_unit(words: str, unit: str | None) -> None:
    assert unit_of(words.split(), one=False) == unit


def test_a_singular_noun_is_accepted_only_after_one() -> None:
    assert unit_of(["project"], one=True) == "project"
    assert unit_of(["joint", "project"], one=True) is None
    with pytest.raises(ValueError, match="project"):
        unit_of(["joint", "project"], one=False)
