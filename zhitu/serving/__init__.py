"""The workspace over HTTP: SPARQL endpoint, linked data, JSON and pages."""
