"""Expo Facts: the facts of news stories, each with the exact words it came from.

The way of a fact, and where it passes:

    seed_data/          a curator's files
    app/seed/           story by story: stories (read, validated) -> claims (words located, numbers and dates read) ->
                        told -> merge -> ledger; then, with all of them there: facts -> checks -> build -> dataset ->
                        documents -> tables -> load; and fingerprint: what of it changed
    app/facts/          what that rests on, as pure functions: evidence, quantities, dates, verification
    app/models/         the facts as they are served, and the tables that keep them
    app/settings.py     what an operator sets; app/form.py what tells one code from another, for a dataset's version
    app/database.py     the connections that read; app/reader.py asks queries through them, each prepared once
    app/replacement.py  how the next dataset takes the place of this one
    app/web/            one module for each concern of HTTP: answering (what an answer is known by); what is asked
                        for: parameters, list_parameters, listing, selection, sets, search, picking, cursors,
                        certainty, vocabulary; how it is given: formats, rendering, shapes (fields, embed),
                        embedding, faceting, tables, linked_data, citations; documentation, llms; and what a request
                        goes through: kept (with wire), routing, layers (edge with cors, compression, answering, errors
                        with problems)
    app/routes/         the addresses
    app/main.py         create_app: all of it wired; `app/__main__.py` is the command line, and `app/commands.py` what
                        it does beside serving

Imports point down only: main -> routes -> web -> database -> models -> facts, and seed -> replacement,
database, models, facts.
Modules of `routes` never import each other, and nobody imports main but the command line. import-linter keeps it so.
"""

__version__ = "0.1.0"
