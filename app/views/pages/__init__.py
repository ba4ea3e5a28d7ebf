"""The screens of the window. Each is imported when it is first shown, and none imports another."""
