"""Run the command line as ``python -m dissensus``."""

from dissensus.cli import main

if __name__ == "__main__":
    main(prog_name="dissensus")
