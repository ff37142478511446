"""aiohttp: its sessions and connections, and what its errors mean."""
