"""What pages show that read across apps: built before the template, which only prints."""
