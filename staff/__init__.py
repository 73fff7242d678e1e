"""Our people: users, units, roles, permissions."""
