"""The network of tasks: cards in layers, links between them, painted in one viewport."""
