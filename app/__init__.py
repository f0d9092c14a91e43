"""Expo Facts: the facts of news stories, each with the exact words it came from.

The wings, from the top down. A module imports only from wings below its own; import-linter checks it.

    __main__, commands   the command line: serve, load, check, verify, parse, ...
    main                 `create_app` wires everything
    routes/              the endpoints: the URL tells you the file
    web/                 serving/          the pipeline of a request, the cache of responses, uvicorn
                         docs/             the OpenAPI document, llms.txt
                         representations/  JSON, CSV, JSON-LD and citations of what was found
                         query/            filters, orders, pages, full text and facets of the dataset
                         request/          parameters and media types
                         http/             links, headers, versions, compression and problems
    seed/                pipeline          a load from folder to dataset
                         writing/          rows, bitmaps and search documents for the database
                         checks/           each story against all others
                         merging/          the facts of all stories as one
                         proof/            each value against the words of its source
                         files/            facts.yaml and article.txt, read and validated
    storage/             connections, prepared statements, the cache of a dataset, its replacement
    dataset_version      a dataset's version: a hash of its content and of the format number
    settings             the environment variables of an operator
    models/              the facts as they are served, and their tables
    facts/               pure functions: quantity/ (phrase to number), date/ (phrase to EDTF), evidence, verification

Three trips:

    a metric, from quote to row: seed/files (records, validation) > seed/proof (claims, double_entry, by
        facts/quantity and facts/evidence) > seed/merging > seed/checks (metrics) > seed/merging (build) > seed/writing
    a list, from socket to bytes: web/serving (response_cache, pipeline) > routes/collections > web/serving/answer >
        web/request > web/query (facts, paging, rows) > storage/reader > web/representations/render > web/serving
    a dataset's replacement: seed/pipeline > storage/replacement (a new file, renamed into place) >
        storage/connections (sees the new file) > web/serving/response_cache (drops what it holds)

Where to add or find something:

    a field of events           `Event` in models/events.py, and its record in seed/files/records.py; CSV, JSON-LD and
                                the OpenAPI document follow. Then raise `FORMAT` in dataset_version.py. One to filter
                                or sort by: `EventRow` too, and a migration; one to search in: seed/writing/documents.py
    a wrong comparator in facts.yaml refused
                                `check_quantity` in seed/proof/double_entry.py
    a wrong query parameter refused, "did you mean"
                                web/request/parameters.py
    ETag and Cache-Control      `version_headers` in web/http/versions.py
    cursors                     `read_cursor` in web/query/paging.py

Glossary:

    source      one document: its text, and what is known of it
    story       the folder of a source in the seed: article.txt and facts.yaml
    seed        all stories together, as curators write them
    fact        an item that is served: speaker, statement, event, signed project, metric or entity
    claim       what one story states of one fact; claims of the same fact are merged
    evidence    a span of a source's text that supports a fact or one of its fields
    stated, inferred
                the words say it; or it follows from them, by a reason that is served with it
    quantity    a number as its source qualifies it: "over 63,000" has a lower bound and no upper one
    dataset     all sources and facts, loaded together; it never changes, another one replaces it
    version     the name of a dataset's bytes; `/v1/@<version>/...` addresses them
    fact set    the numbers of some facts of a collection, as a Roaring bitmap; filters combine them
"""

__version__ = "0.1.0"
