"""Components named in YAML: ``_target_: sim.…`` and the values it takes.

A new hazard, linkage rule, layout, dispatch policy or order is one file with one
:class:`Component` and one YAML naming it; there is no registry to edit.
"""

from importlib import import_module
from inspect import isabstract

from sim.core.errors import InputError
from sim.core.parameters import Config, validated


class Component(Config):
    """A configured piece of a scenario or plan that a YAML file can name."""


def build(values: object, *, where: str) -> Component:
    """Build the component that a mapping names.

    Parameters
    ----------
    values
        Mapping with ``_target_`` and the fields of the component.
    where
        File or group, for messages.

    Raises
    ------
    InputError
        If the target is not a component of ``sim``.
    """
    if not isinstance(values, dict) or "_target_" not in values:
        raise InputError(f"{where}: needs a key _target_ naming a component such as sim.linkage.…")
    target = str(values["_target_"])
    module_name, _, class_name = target.rpartition(".")
    if not target.startswith("sim.") or not module_name.replace(".", "_").isidentifier():
        raise InputError(f"{where}: _target_ '{target}' is not allowed; it must begin with 'sim.'")
    try:
        model = getattr(import_module(module_name), class_name)
    except (ImportError, AttributeError):
        raise InputError(f"{where}: _target_ '{target}' does not exist") from None
    if not (isinstance(model, type) and issubclass(model, Component)):
        raise InputError(f"{where}: _target_ '{target}' is not a component")
    if isabstract(model):
        raise InputError(f"{where}: _target_ '{target}' is only the base of components")
    fields = {key: value for key, value in values.items() if key != "_target_"}
    return validated(model, fields, where=where)
