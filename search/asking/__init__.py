"""Question → plan → SPARQL: how a question in Chinese is read against the names of a workspace.

`understand` reads the question, `ground` brings in what retrieval finds for its free topic, `compile_plan` writes the
query; `search.answer` runs it and says what it found.
"""
