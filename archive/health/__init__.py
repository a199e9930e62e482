"""How sources do: judged from what the archive has of them and what is expected of them."""
