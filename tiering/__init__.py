"""What an account is worth: measures, policies, the engine, runs."""
