"""The rules of selling and delivering as pure functions: no window, no database."""
