"""The version of the client, in one place for the wheel and for the header of its requests."""

__version__ = "1.0.0"
