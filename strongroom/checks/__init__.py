"""Cross-checks and check digits, all pure."""
