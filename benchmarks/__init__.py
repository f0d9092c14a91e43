"""The benchmarks: how fast the API is, against a bare server and against what people would take instead.

The way of a measurement:

    corpus.py       a seed of any size: `vocabulary.py` (the words), `world.py` (what is spoken of), `figures.py`
                    (numbers in words), `sentences.py` (what they state together), `article.py` (where that stands)
    questions.py    what is asked, in no server's language, and `asking.py`: many of them, each one once
    peers/          the servers, one file each: how it is installed, fed, started, asked and read
    processes.py    programs that run on a core of their own, and what they take of time and memory
    wrk.py          drives a server with wrk and `wrk.lua`
    rows.py         the rows of the table: which questions, of which corpus
    rounds.py       one row: every answer checked, then measured in interleaved rounds
    costs.py        start, memory, two workers, loading
    machine.py      what it was measured on and with
    table.py        the results as Markdown; plot.py: as SVG

`python -m benchmarks` runs all of it; README.md says how and shows the results.
"""
