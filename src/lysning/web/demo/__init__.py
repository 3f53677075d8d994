"""Example data that make every page alive: invented suppliers, solutions and answers, each marked, all gone in one command."""

from lysning.web.demo.clearing import clear_demo
from lysning.web.demo.loading import load_demo

__all__ = ["clear_demo", "load_demo"]
