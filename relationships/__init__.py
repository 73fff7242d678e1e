"""How we stand with an account: visits and coverage."""
