"""Rain: reported or invented, hourly over counties and zones."""
