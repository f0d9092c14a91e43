"""The benchmarks: the speed of the API, compared with a bare server and with what people would use instead.

The modules, in the order of a measurement:

    corpus.py       a seed of any size, made of stories (`story.py`) with a text (`article.py`) and `sentences.py`;
                    `vocabulary.py`, `world.py` and `figures.py` have the words, the names and the numbers
    questions.py    questions, independent of any server; `asking.py` makes many of them
    peers/          the servers, one file each: install, feed with rows, start, request, read
    processes.py    programs on a core of their own, with their time and memory
    wrk.py          drives a server with wrk and `wrk.lua`
    rows.py         the rows of the table: their questions and their corpus
    rounds.py       one row: every answer checked, then measured in interleaved rounds
    costs.py        start, memory, two workers, loading
    machine.py      the machine and the versions
    table.py        the results as Markdown; plot.py: as SVG

`python -m benchmarks` runs all of it; README.md has the method and the results.
"""
