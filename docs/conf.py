"""How Sphinx builds the site: `sphinx-build -W -n -b html docs build/site`.

Strict: a broken link, a missing anchor or an unknown reference is an error. Nothing is fetched while it is built,
and the pages fetch nothing while they are read.
"""

from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config, GoogleDocstring

from realtimekit_async import __version__

project = "realtimekit_async"
author = "The realtimekit_async authors"
project_copyright = "The realtimekit_async authors"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton"]
exclude_patterns: list[str] = []
nitpicky = True
default_role = "literal"  # docstrings set code in single backticks
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

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
nitpick_ignore_regex = [
    ("py:.*", r"(?!realtimekit_async).*"),  # other libraries have sites of their own
    ("py:class", r".*\.[A-Z]"),  # type variables
    # What stands in signatures by the module that holds it, and is documented by its public name or not at all.
    ("py:class", r"realtimekit_async\.(wire|timing|services|events|files|archive|agent|meeting)\.(\w+\.)*\w+"),
]
suppress_warnings = ["ref.python"]  # several Structs have a field called `type`
autodoc_preserve_defaults = True


def _read_sections(app: Sphinx, what: str, name: str, of: object, options: object, lines: list[str]) -> None:
    """Read `Args:` and `Attributes:` of classes and functions; napoleon itself takes a field's text for a type."""
    if what in {"class", "function", "method"}:
        lines[:] = GoogleDocstring(lines, Config(), app, what, name, of, options).lines()


def setup(app: Sphinx) -> None:
    """Hear of every docstring."""
    app.connect("autodoc-process-docstring", _read_sections)
