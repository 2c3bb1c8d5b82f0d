"""ENCRYPTED BYTES, and what we remember of them."""
