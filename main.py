"""Starts Sightread."""

import sys

if __name__ == "__main__":
    from desktop.cli import main

    sys.exit(main(sys.argv[1:]))
