"""How Sphinx builds the docs: `make docs`. The pages are plain Markdown; docs/decisions/docs-by-sphinx.md says why."""

project = "Radline"
html_title = "Radline"
extensions = ["myst_parser"]
# Headings are anchors, named as on other viewers of Markdown: "## Watching it" is #watching-it.
myst_heading_anchors = 4
nitpicky = True
# Words stand as they were typed: quotes and hyphens may be part of a command.
smartquotes = False

html_theme = "furo"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
