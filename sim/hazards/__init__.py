"""What nature does: each hazard is a package, realised before the run, that knows no response."""
