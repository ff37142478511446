"""Hosts: what holds a meeting object, a page in a browser or the emulator."""
