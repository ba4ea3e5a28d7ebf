"""What the chart pages are made of beside the shared parts: what they read, their panels and their words."""
