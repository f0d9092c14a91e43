"""What the project exists for, as pure functions. `evidence`, `quantities`, `dates` and `verification` are its doors.

- `evidence`: a quote in its text, and back.
- `quantities`: "over RMB 3.2 billion" becomes a Quantity. A phrase is cut into tokens and compared with tables of
  wordings (`phrases`) from left to right: `qualifiers` ("over"), `amounts` (one number or a range: `numbers`, `shares`,
  `currencies`, `units`), `nouns`. What is left over is refused (`refusals`).
- `dates`: "September 25 to 29" becomes Dates. It is cut by `date_words` and written as `edtf`.
- `surroundings`: what the words around a quote make of it; `quotations`: what stands between quotation marks.
- `sentences`: the sentences of a text, as spans of it.
- `fragments`: a span of a text as a link into the publisher's page.
- `words`: a text as search reads it, and what is searched for; `snippets`: where in a text it stands.
- `ordinals`: the 3 of "3rd edition".
- `verification`: served facts against stored texts, by all of the above.
"""
