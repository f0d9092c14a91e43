"""Expo Facts: the facts of news stories, each with the exact words it came from."""

__version__ = "0.1.0"
