"""What a process that opens strangers' bytes may still do: as little as the kernel lets us allow."""
