"""Gauges, radar and forecasts: how far ahead the weather agency sees."""

from sim.core.parameters import Config, parameter


class MonitoringParameters(Config):
    """Lead and delay of rain warnings."""

    warning_lead_s: float = parameter(
        7200.0,
        low=0.0,
        high=21600.0,
        unit="s",
        ge=0,
        description="How long before the rain reaches a threshold its warning is issued.",
    )
    outlook_lead_s: float = parameter(
        86400.0,
        low=21600.0,
        high=172800.0,
        unit="s",
        ge=0,
        description="How long before such rain an outlook is issued, as a blue warning.",
    )
    lift_after_s: float = parameter(
        10800.0,
        low=3600.0,
        high=43200.0,
        unit="s",
        ge=0,
        description="A warning is lowered once the lower level has held for this long.",
    )
