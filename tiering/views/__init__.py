"""What the browser asks of tiering."""
