"""Long runs that look for what short ones do not show."""
