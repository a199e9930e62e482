"""What runs in the environment of Whoosh and tantivy: a collection as JSON in, rankings out.

Run as a program by ``benchmarks.relevance``: ``whoosh`` or ``tantivy``. It knows nothing of this
project.
"""

import importlib
import json
import re
import sys
import tempfile
import warnings

sys.path.pop(0)  # where a module of ours may have their names
DEPTH = 100


def by_whoosh(collection):
    """BM25F over stems, the title three times as much, any of the words."""
    warnings.simplefilter("ignore")
    index_of = importlib.import_module("whoosh.index")
    fields = importlib.import_module("whoosh.fields")
    analyzer = importlib.import_module("whoosh.analysis").StemmingAnalyzer()
    parsing = importlib.import_module("whoosh.qparser")
    schema = fields.Schema(
        id=fields.STORED, title=fields.TEXT(analyzer, field_boost=3.0), body=fields.TEXT(analyzer)
    )
    with tempfile.TemporaryDirectory() as folder:
        index = index_of.create_in(folder, schema)
        writer = index.writer()
        for number, title, body, _ in collection["documents"]:
            writer.add_document(id=number, title=title, body=body)
        writer.commit()
        parser = parsing.MultifieldParser(["title", "body"], schema, group=parsing.OrGroup)
        with index.searcher() as searcher:
            return {
                number: [
                    hit["id"] for hit in searcher.search(parser.parse(words(asked)), limit=DEPTH)
                ]
                for number, asked in collection["questions"].items()
            }


def by_tantivy(collection):
    """bm25 over English stems, the title three times as much, any of the words."""
    tantivy = importlib.import_module("tantivy")
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True)
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(num_threads=1)
    for number, title, body, _ in collection["documents"]:
        writer.add_document(tantivy.Document(id=number, title=title, body=body))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    found = {}
    for number, asked in collection["questions"].items():
        query = index.parse_query(words(asked), ["title", "body"], field_boosts={"title": 3.0})
        hits = searcher.search(query, DEPTH).hits
        found[number] = [searcher.doc(address)["id"][0] for _, address in hits]
    return found


def words(text):
    """Only words: what is asked has signs that query parsers take for their own."""
    return " ".join(re.findall(r"\w+", text.lower()))


if __name__ == "__main__":
    ways = {"whoosh": by_whoosh, "tantivy": by_tantivy}
    json.dump(ways[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
