"""Schemathesis against the JSON interface: in an environment of its own, for its requirements contradict ours."""
