"""Date phrases: "September 25 to 29" becomes `Dates` with the EDTF value `XXXX-09-25/XXXX-09-29`.

- `parse`: `parse_dates` reads a phrase; start here.
- `words`: the tables of date words, and the words that a phrase is split into.
- `edtf`: the supported part of EDTF (ISO 8601-2), and `refine`, which combines two values.
"""
