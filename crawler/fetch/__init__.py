"""How one URL is fetched: wire recording, robots.txt, politeness."""
