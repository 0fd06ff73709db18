"""The sections of a page, in their order; each is a function of the material alone."""
