"""Webhooks out: what is sent, when, and where to."""
