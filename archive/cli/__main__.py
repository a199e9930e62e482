"""``python -m archive.cli``: the same as ``greffe``."""

from archive.cli.main import main

if __name__ == "__main__":
    main()
