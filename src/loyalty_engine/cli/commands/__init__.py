"""The commands, a module each: ``add`` says how one is called, ``run`` carries it out."""
