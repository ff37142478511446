"""What the emulator knows of request bodies and queries: keys, types, enums, limits."""
