"""Envelopes, keys and every call into a cipher."""
