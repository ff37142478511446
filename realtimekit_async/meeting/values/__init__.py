"""What a meeting holds, as values. Pure.

They are written camelCase on the wire. Nothing is required of a host, unknown fields are ignored, and names that
may grow are plain strings.
"""
