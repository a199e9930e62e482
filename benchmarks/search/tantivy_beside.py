"""What runs in tantivy's environment: ``make FOLDER`` and ``ask FOLDER``, JSON lines on stdin.

Run as a program by ``benchmarks.search.tantivy``; it knows nothing of this project.
"""

import importlib
import json
import resource
import shutil
import sys
import time
from pathlib import Path

sys.path.pop(0)  # where a module of ours has tantivy's name
tantivy = importlib.import_module("tantivy")

LIMIT, NEAR = 20, 10


def schema():
    """Titles and texts stored, as snippets are made of them."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=False)
    builder.add_text_field("title", stored=True)
    builder.add_text_field("body", stored=True)
    builder.add_text_field("host", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    return builder.build()


def make(folder):
    """Index what comes in; one thread, so that its CPU is not that of waiting."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    index = tantivy.Index(schema(), path=str(folder))
    writer = index.writer(heap_size=300_000_000, num_threads=1)
    count, before, reading = 0, spent(), 0.0
    for line in sys.stdin:
        began = time.process_time()
        number, title, body, host, language, day = json.loads(line)
        reading += time.process_time() - began
        writer.add_document(
            tantivy.Document(
                id=number, title=title, body=body, host=host, language=language, day=day
            )
        )
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    seconds = spent() - before - reading
    (folder / "cost.json").write_text(json.dumps({"documents": count, "seconds": seconds}))


def spent():
    """Seconds of CPU of all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def ask(folder):
    """Answer queries with seconds of CPU and hits."""
    index = tantivy.Index.open(str(folder))
    index.reload()
    searcher, form = index.searcher(), index.schema
    for line in sys.stdin:
        asked = json.loads(line)
        before = time.process_time()
        query = query_of(asked, form)
        found = searcher.search(query, LIMIT, count=True)
        maker = tantivy.SnippetGenerator.create(searcher, query, form, "body")
        for _, address in found.hits:
            maker.snippet_from_doc(searcher.doc(address)).to_html()
        print(json.dumps([time.process_time() - before, found.count]), flush=True)


def query_of(asked, form):
    """Title and text, the title eight times as much, and what narrows it."""
    words, shape = asked["words"], asked["shape"]
    if shape == "words":
        parts = [either(lambda field, word=word: term(form, field, word)) for word in words]
    elif shape == "prefix":
        pattern = f"{words[0]}.*"
        parts = [either(lambda field: tantivy.Query.regex_query(form, field, pattern))]
    else:
        slop = NEAR if shape == "near" else 0
        parts = [either(lambda field: tantivy.Query.phrase_query(form, field, words, slop=slop))]
    narrowed = asked["narrowed"]
    for field in ("host", "language"):
        if narrowed[field]:
            parts.append(tantivy.Query.const_score_query(term(form, field, narrowed[field]), 0.0))
    if narrowed["days"]:
        first, end = narrowed["days"]
        kind = tantivy.FieldType.Integer
        days = tantivy.Query.range_query(form, "day", kind, first, end, include_upper=False)
        parts.append(tantivy.Query.const_score_query(days, 0.0))
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])


def either(made):
    """In the title or in the text."""
    title = tantivy.Query.boost_query(made("title"), 8.0)
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Should, title), (tantivy.Occur.Should, made("body"))]
    )


def term(form, field, word):
    """A word in a field."""
    return tantivy.Query.term_query(form, field, word)


if __name__ == "__main__":
    {"make": make, "ask": ask}[sys.argv[1]](Path(sys.argv[2]))
