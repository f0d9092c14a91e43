"""Number phrases: "over RMB 3.2 billion" becomes a `Quantity`.

- `parse`: `parse_quantity` reads a phrase; start here.
- `phrases`: the phrase as tokens, the tables of wordings (`Wordings`), and the `PhraseReader` that goes through it.
- `qualifiers`: "over", "at most", "about".
- `amounts`: one number or a range, with its currency and unit.
- `numbers`: numbers in digits and in words.
- `shares`: "two-thirds", "doubled", "dozens of".
- `currencies`: "RMB", "US$", "yuan".
- `units`: "%", "square metre", and the noun that is counted; `nouns`: its singular.
- `refusals`: the reasons why a phrase is refused, and the words that end a noun.
"""
