"""Text, numbers and dates: pure functions that read a news story and check values against it.

Start here:

- A number phrase is read by `parse_quantity` in `quantity.parse`.
- A date phrase is read by `parse_dates` in `date.parse`.
- A quote is located in its source by `locate` in `evidence`, which also defines `Span`.
- Served values are checked again against the stored texts by `verify` in `verification`.

The other modules:

- `quote_context`: quotes that are too narrow, such as "319" in "about RMB 319 billion".
- `negations`: words beside a number that negate it, or make it a forecast.
- `sentences`: the sentences and the quotations of a text, as spans.
- `ordinals`: the 3 of "3rd edition".
- `text_fragments`: links to the words of a span on the publisher's page.
- `search_words`: the words of texts and of queries, as search compares them.
- `snippets`: the part of a text that matches a query, with each match marked.
"""
