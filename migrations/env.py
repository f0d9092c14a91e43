"""The environment of Alembic: it migrates over the connection of the loader, or else the configured database."""

import os

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlmodel import SQLModel

from app.models import COLLECTIONS
from app.models.search import is_compared
from app.settings import Settings
from app.storage.connections import driver_url


def run(connection: Connection) -> None:
    """Run the migrations that were asked for."""
    assert COLLECTIONS, "importing the models fills the metadata"
    context.configure(connection=connection, target_metadata=SQLModel.metadata, include_name=is_compared)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(driver_url(Settings.from_environment(os.environ).database_url)).connect() as own:
        run(own)
        own.commit()
