"""`python -m zhitu`, where the command is not on the path."""

from zhitu.cli import main

main()
