"""The vocabulary and the rules of Strongroom: pure, without I/O, clock or network."""
