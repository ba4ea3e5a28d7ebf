"""Baton: clients and deals in one tab, projects and tasks in the other, one handoff between them."""

__version__ = "0.1.0"
