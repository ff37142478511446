"""How Sphinx builds the site: `sphinx-build -W -n -b html docs build/site`.

Strict: a broken link, a missing anchor or an unknown reference is an error. Nothing is fetched while it is built,
and the pages fetch nothing while they are read.
"""

from realtimekit_async import __version__

project = "realtimekit_async"
author = "The realtimekit_async authors"
project_copyright = "The realtimekit_async authors"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns: list[str] = []
nitpicky = True
language = "en"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"realtimekit_async {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_show_sphinx = False
html_copy_source = False
