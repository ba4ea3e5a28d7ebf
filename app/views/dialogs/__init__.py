"""What the window asks before it can act. Every dialog is imported when it is first opened."""
