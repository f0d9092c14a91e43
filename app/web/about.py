"""The title, the description and the licence of the API, for the OpenAPI document, `/llms.txt` and citations."""

TITLE = "Expo Facts"


DESCRIPTION = """\
The facts of news stories about trade expos and digital trade: speakers, statements, events, signed projects, metrics,
and the entities that they are about.

**Every value proves itself.** Each item carries as `evidence` the exact words that it came from, at exact positions of
the stored text of its source. A number keeps the words around it: `over 63,000` has the comparator `gt` and no upper
bound. What the source does not state is `null`, never a guess.

**How to ask.** Start at `/v1`. Each collection is a list with filters, `sort`, `limit` and `cursor`; follow `next`
until it is `null`. `q` searches a collection, `/v1/search` all of them and the sentences of the texts. To see the words
in their place, follow the `href` of an evidence.

**One call is enough.** A relation, such as an event's `metrics`, has its `total` and a `href` that lists it; a
reference, such as a metric's `event`, has the `href` of the item. `embed=metrics,place` gives both in full, and
`fields=id,metrics.name` leaves out the rest. `facet=kind` counts what each value of a filter would give. All
parameters work together, but a table has no place for embeds, and only JSON has one for facets.

**Formats** by `Accept` or `format=`: `json`, `csv` (each row cites itself; `csvw` describes the columns), `ndjson` (an
item a line) and `jsonld` (schema.org and W3C Web Annotation). CSV and NDJSON give every match at once.

**Caching and citing.** A response from the dataset has an `ETag`; `Content-Location` is its address under
`/v1/@<version>/`, whose bytes never change. Cite that address, and keep a copy: it is a 404 once another dataset is in
place. Only an item's `/verification` is computed for each request. A cursor of a replaced dataset is a 410 that says
where to start again.

**Errors** are `application/problem+json` (RFC 9457). A misspelt parameter or value is an error that says what was
probably meant; nothing is ignored, corrected or cut to size.
"""


LICENSE = {"name": "MIT", "identifier": "MIT"}


LICENSE_NOTE = "The licence is that of the software; the text of a source belongs to its publisher."
