"""Tabletop (桌面推演): decide otherwise, and see what it would have changed."""

from sim.tabletop.branch import Branch, branch_run

__all__ = ["Branch", "branch_run"]
