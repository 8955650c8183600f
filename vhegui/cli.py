"""The one entry point."""


def main() -> int:
    """Run the command line."""
    return 0
