"""THE JOURNEY ON A CLOCK: the only room that imports Prefect. Importing this package does not."""
