"""What reports are made of, fetched from the records; and reports filed as the documents that they are."""
