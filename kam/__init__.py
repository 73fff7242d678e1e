"""The project: settings, addresses, dashboards that read across apps."""
