"""The reference pages, made of the classes and of examples that are run."""
