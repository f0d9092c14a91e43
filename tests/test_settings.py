from pathlib import Path

import pytest

from app.settings import ROOT, Settings, SettingsError

NAMES = (
    "EXPO_FACTS_DATABASE_URL, EXPO_FACTS_READ_DATABASE_URL, EXPO_FACTS_SEED_DIR, EXPO_FACTS_PUBLIC_URL, "
    "EXPO_FACTS_CORS_ORIGINS, EXPO_FACTS_HOST, EXPO_FACTS_PORT, EXPO_FACTS_WORKERS, EXPO_FACTS_LOG_LEVEL"
)
WHERE = "write it as https://host or https://host/path, in ASCII"


def test_every_setting_has_a_default() -> None:
    settings = Settings.from_environment({"HOME": "/nowhere"})
    assert settings.model_dump() == {
        "database_url": f"sqlite:///{ROOT}/data/expo-facts.db",
        "read_database_url": None,
        "seed_dir": ROOT / "seed_data",
        "public_url": None,
        "cors_origins": ("*",),
        "host": "127.0.0.1",
        "port": 8000,
        "workers": 1,
        "log_level": "info",
    }


def test_every_setting_is_read_from_the_environment() -> None:
    settings = Settings.from_environment(
        {
            "EXPO_FACTS_DATABASE_URL": "postgresql://reader@db/facts",
            "EXPO_FACTS_READ_DATABASE_URL": "postgresql://reader@replica/facts",
            "EXPO_FACTS_SEED_DIR": "/srv/seed",
            "EXPO_FACTS_PUBLIC_URL": "https://facts.example/api/",
            "EXPO_FACTS_CORS_ORIGINS": "https://a.example, https://b.example",
            "EXPO_FACTS_HOST": "0.0.0.0",
            "EXPO_FACTS_PORT": "80",
            "EXPO_FACTS_WORKERS": "2",
            "EXPO_FACTS_LOG_LEVEL": "debug",
        }
    )
    assert settings.model_dump() == {
        "database_url": "postgresql://reader@db/facts",
        "read_database_url": "postgresql://reader@replica/facts",
        "seed_dir": Path("/srv/seed"),
        "public_url": "https://facts.example/api",
        "cors_origins": ("https://a.example", "https://b.example"),
        "host": "0.0.0.0",
        "port": 80,
        "workers": 2,
        "log_level": "debug",
    }


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "PROT",
            "1",
            "EXPO_FACTS_PROT is not a setting; did you mean EXPO_FACTS_PORT?",
        ),
        ("ZZZZZZZZZZZZZZZZZZZZ", "1", f"EXPO_FACTS_ZZZZZZZZZZZZZZZZZZZZ is not a setting; the settings are {NAMES}"),
        (
            "PORT",
            "eighty",
            "EXPO_FACTS_PORT='eighty' is wrong: input should be a valid integer, unable to parse string as an integer",
        ),
        (
            "CORS_ORIGINS",
            "foo",
            "EXPO_FACTS_CORS_ORIGINS='foo' is wrong: write origins as https://host or https://host:port, or * for any",
        ),
        ("HOST", "", "EXPO_FACTS_HOST='' is wrong: string should have at least 1 character"),
        ("PORT", "0", "EXPO_FACTS_PORT='0' is wrong: input should be greater than or equal to 1"),
        ("WORKERS", "65", "EXPO_FACTS_WORKERS='65' is wrong: input should be less than or equal to 64"),
        (
            "LOG_LEVEL",
            "loud",
            "EXPO_FACTS_LOG_LEVEL='loud' is wrong: input should be 'critical', 'error', 'warning', 'info' or 'debug'",
        ),
        (
            "DATABASE_URL",
            "facts.db",
            "EXPO_FACTS_DATABASE_URL='facts.db' is wrong: write it as sqlite:///file.db or postgresql://user@host/name",
        ),
        (
            "DATABASE_URL",
            "sqlite://",
            "EXPO_FACTS_DATABASE_URL='sqlite://' is wrong: name a file: sqlite:///file.db "
            "(readers open it on their own)",
        ),
        (
            "DATABASE_URL",
            "mysql://host/facts",
            "EXPO_FACTS_DATABASE_URL='mysql://host/facts' is wrong: mysql is not supported; use sqlite or postgresql",
        ),
        (
            "READ_DATABASE_URL",
            "postgresql+psycopg2://reader:s3:cr@t@host/facts",
            "EXPO_FACTS_READ_DATABASE_URL='postgresql+psycopg2://reader:***@host/facts' is wrong: "
            "postgresql+psycopg2 is not supported; use sqlite or postgresql",
        ),
        (
            "DATABASE_URL",
            "postgresql+psycopg2://host/facts?user=reader&password=s3cr@t",
            "EXPO_FACTS_DATABASE_URL='postgresql+psycopg2://host/facts?user=reader&password=***' is wrong: "
            "postgresql+psycopg2 is not supported; use sqlite or postgresql",
        ),
        *(
            ("PUBLIC_URL", value, f"EXPO_FACTS_PUBLIC_URL={value!r} is wrong: {WHERE}")
            for value in (
                "facts.example",
                "https://",
                "https://例.example",
                'https://a"b',
                "https://a/?b",
                "https://a/#b",
            )
        ),
    ],
)
def test_a_wrong_setting_is_one_clear_line(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({f"EXPO_FACTS_{name}": value})
    assert str(error.value) == message


def test_settings_are_changed_by_options_and_checked_again() -> None:
    settings = Settings.from_environment({}).changed({"port": 9000})
    assert settings.port == 9000
    assert settings.workers == 1
    with pytest.raises(SettingsError, match="EXPO_FACTS_WORKERS=0 is wrong"):
        settings.changed({"workers": 0})
