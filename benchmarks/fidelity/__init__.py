"""How like the live page a saved page is, in Greffe and beside it."""
