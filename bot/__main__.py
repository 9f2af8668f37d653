"""`python -m bot` and `sosik`."""

from bot.inbound.cli.main import main

if __name__ == "__main__":
    main()
