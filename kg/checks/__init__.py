"""Verdicts: arithmetic over a report's own figures, SHACL shapes, invariants."""
