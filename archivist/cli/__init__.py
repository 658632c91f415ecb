"""The command line, a contract: names, options and shapes are added to, never changed."""
