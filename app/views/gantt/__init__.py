"""The timeline as it is painted: its lines, its scale, its bars and links, and the hand that moves them."""
