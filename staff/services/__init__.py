"""What may be written about our people. Every function is atomic and knows who acts (`by`)."""
