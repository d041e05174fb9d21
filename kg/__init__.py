"""Documents in, RDF out: reading, outline, extraction, linking, checks, store.

Nothing here knows of questions or of semantic search; `kg` imports `ontology` and nothing above itself.
"""
