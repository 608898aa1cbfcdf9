"""The face of Junto: base templates, components, styles, scripts, icons and charts."""
