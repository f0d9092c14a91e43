"""The API behind the endpoints of `app.routes`: six wings, each of which imports only those after it.

`serving`          runs each request: the pipeline, errors, the response cache, and the server
`docs`             describes the endpoints: OpenAPI and `/llms.txt`
`representations`  writes items as JSON, CSV, NDJSON and JSON-LD, and cites them
`query`            finds facts: filters, search, sorting, paging, facets and embedding
`request`          reads the parameters and the format of a request
`http`             implements HTTP: headers, versions, negotiation, compression, links and problems

`about` holds the title, the description and the licence, and imports nothing.
"""
