"""Papers drawn by code, of invented people and companies: for a first look, for tests and for load."""
