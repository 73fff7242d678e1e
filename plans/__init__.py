"""What we will do: plans that move accounts."""
