"""Gauges, radar and forecasts: how far ahead agencies see, how late, and how wrong."""

from sim.core.parameters import Config, parameter


class MonitoringParameters(Config):
    """Lead, delay and error of what is measured and forecast, for rain and for rivers."""

    warning_lead_s: float = parameter(
        7200.0,
        low=0.0,
        high=21600.0,
        unit="s",
        ge=0,
        description="How far ahead the nowcast looks for which warnings are issued.",
    )
    outlook_lead_s: float = parameter(
        86400.0,
        low=21600.0,
        high=172800.0,
        unit="s",
        ge=0,
        description="How far ahead the forecast looks for which an outlook is issued, as a blue "
        "warning.",
    )
    lift_after_s: float = parameter(
        10800.0,
        low=3600.0,
        high=43200.0,
        unit="s",
        ge=0,
        description="A warning is lowered once the lower level has held for this long.",
    )
    gauge_delay_s: float = parameter(
        1800.0,
        low=300.0,
        high=7200.0,
        unit="s",
        ge=0,
        description="How long after it fell the rain of a gauge is known; radar shows it at once.",
    )
    radar_cv: float = parameter(
        0.3,
        low=0.15,
        high=0.6,
        unit="1",
        ge=0,
        description="Coefficient of variation of what radar makes of one spell of rain over a "
        "county, over what falls.",
    )
    spell_gap_s: float = parameter(
        43200.0,
        low=10800.0,
        high=86400.0,
        unit="s",
        gt=0,
        description="Rain after this long without any is a new spell, which radar misjudges anew.",
    )
    nowcast_cv: float = parameter(
        0.25,
        low=0.1,
        high=0.5,
        unit="1",
        ge=0,
        description="Coefficient of variation of rain forecast an hour ahead from radar; the "
        "standard deviation of its logarithm grows with the square root of the lead.",
    )
    outlook_cv: float = parameter(
        0.5,
        low=0.3,
        high=1.0,
        unit="1",
        ge=0,
        description="Coefficient of variation of rain forecast a day ahead by weather models; the "
        "standard deviation of its logarithm grows with the square root of the lead.",
    )
    outlook_every_s: float = parameter(
        21600.0,
        low=10800.0,
        high=43200.0,
        unit="s",
        gt=0,
        description="Time between two forecasts of weather models.",
    )
    memory_s: float = parameter(
        21600.0,
        low=3600.0,
        high=43200.0,
        unit="s",
        gt=0,
        description="Time over which the correlation between the errors of two rain forecasts "
        "falls to 1/e.",
    )
    guarantee_over_bank_m: float = parameter(
        1.0,
        low=0.3,
        high=2.0,
        unit="m",
        gt=0,
        description="Guarantee stage above the bank; the warning stage is the bank itself.",
    )
    fall_below_m: float = parameter(
        0.1,
        low=0.0,
        high=0.5,
        unit="m",
        ge=0,
        description="A river counts as fallen once it is this far below its warning stage.",
    )
    crest_drop_m: float = parameter(
        0.05,
        low=0.01,
        high=0.3,
        unit="m",
        gt=0,
        description="A crest is reported once the river has fallen this far from it.",
    )
    river_gauge_delay_s: float = parameter(
        1800.0,
        low=300.0,
        high=7200.0,
        unit="s",
        ge=0,
        description="Time from a stage at a river gauge to the report of it.",
    )
