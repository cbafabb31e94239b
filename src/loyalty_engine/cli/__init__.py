"""The command `loyalty-engine`: a demonstration, calculations from documents, and checks of documents."""
