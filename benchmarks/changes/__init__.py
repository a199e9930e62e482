"""How well what becomes of a page is told: pairs of captures whose kind is known."""
