"""The window: Qt from here upwards, nothing of it below."""
