"""Pure science: plain Python and numpy, no Django, no input or output, no clock."""
