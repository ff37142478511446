"""How Sphinx builds the site: `sphinx-build -W -n -b html docs build/site`.

Strict: a broken link, a missing anchor, an unknown reference or an undocumented public name is an error. Nothing
is fetched while it is built, and the pages fetch nothing while they are read.
"""

import builtins
import re
import sys
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.ext.napoleon import Config, GoogleDocstring
from sphinx.util.logging import getLogger

from realtimekit_async import __version__

sys.path.insert(0, str(Path(__file__).parents[1]))  # whose tests know the public names
sys.path.insert(0, str(Path(__file__).parent))

from command_reference import reference
from public_names import undocumented, values
from steering_reference import steering

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
html_favicon = "_static/mark.svg"  # that of the emulator's page, whose colours these are
_BRAND, _BRAND_IN_THE_DARK = "#b93b0a", "#ff9a5c"
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": _BRAND,
        "color-brand-content": _BRAND,
        "color-brand-visited": _BRAND,
        "color-sidebar-link-text": "var(--color-foreground-secondary)",
        "color-sidebar-link-text--top-level": "var(--color-foreground-primary)",
    },
    "dark_css_variables": {
        "color-brand-primary": _BRAND_IN_THE_DARK,
        "color-brand-content": _BRAND_IN_THE_DARK,
        "color-brand-visited": _BRAND_IN_THE_DARK,
    },
}
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_show_sourcelink = False
html_show_sphinx = False
html_copy_source = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
maximum_signature_line_length = 120  # what is longer has each parameter on a line of its own
nitpick_ignore_regex = [
    ("py:.*", r"(?!realtimekit_async).*"),  # other libraries have sites of their own
    ("py:class", r".*\.[A-Z]"),  # type variables
    # What stands in signatures by the module that holds it, and is documented by its public name or not at all.
    ("py:class", r"realtimekit_async\.(wire|timing|services|events|files|archive|agent|meeting)\.(\w+\.)*\w+"),
    ("py:class", r"realtimekit_async\.emulator\.(\w+\.)+\w+"),
]
suppress_warnings = [
    "ref.python"
]  # services, agents, meetings and the emulator each have a `Meetings` or the like
autodoc_preserve_defaults = True


_GENERATED = {"commands": reference(), "steering": steering()}
"""Made before autodoc puts objects of its own into the signatures that these are made of."""

_CONFIG = Config(napoleon_use_keyword=False)  # fields of a request with their types, as parameters have them


def _read_sections(app: Sphinx, what: str, name: str, of: object, options: object, lines: list[str]) -> None:
    """Read `Args:` and `Attributes:` of classes and functions; napoleon itself takes a field's text for a type."""
    if what in {"class", "function", "method"}:
        lines[:] = GoogleDocstring(lines, _CONFIG, app, what, name, of, options).lines()


_PARAMETERS = re.compile(r'<dl>\n(?:<dd><em class="sig-param">.*?</dd>\n?)+</dl>', re.DOTALL)


def _mend_markup(_: Sphinx, _page: str, _template: str, context: dict[str, object], _tree: object) -> None:
    """Mend what screen readers stumble over.

    Sphinx says of what level no heading of the navigation is, and has lists of definitions without a term for the
    parameters of a long signature.
    """
    navigation = str(context.get("furo_navigation_tree", ""))
    context["furo_navigation_tree"] = navigation.replace('role="heading"', 'role="heading" aria-level="2"')
    context["body"] = _PARAMETERS.sub(lambda found: _as_lines(found[0]), str(context.get("body", "")))


def _as_lines(parameters: str) -> str:
    lines = parameters.replace("<dd>", '<span class="sig-line">').replace("</dd>", "</span>")
    return lines.replace("<dl>", "<span>").replace("</dl>", "</span>")


def _write_llms(app: Sphinx, failure: Exception | None) -> None:
    """Write llms.txt beside the pages: what each of them is about, for programs that read."""
    if failure is not None or app.builder.name != "html":
        return
    lines = [f"# {project}", "", f"> {_first_sentence(app, 'index')}"]
    for tree in app.env.get_doctree("index").findall(addnodes.toctree):
        lines += ["", f"## {tree['caption']}", ""]
        for _, page in tree["entries"]:
            title = app.env.titles[page].astext()
            lines.append(f"- [{title}]({page}.html): {_first_sentence(app, page)}")
    Path(app.outdir, "llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _first_sentence(app: Sphinx, page: str) -> str:
    """Return what a page says first, with the titles that its links get."""
    paragraphs = app.env.get_and_resolve_doctree(page, app.builder).findall(nodes.paragraph)
    in_prose = (each.astext() for each in paragraphs if isinstance(each.parent, nodes.section))
    text = " ".join(next(in_prose, app.env.titles[page].astext()).split())
    return text.partition(". ")[0].rstrip(".:") + "."


def _write_generated(_: Sphinx, page: str, source: list[str]) -> None:
    """Put what is made of the package itself where a page wants it: commands, requests, values of a module."""
    if page.startswith("reference/"):
        source[0] = re.sub(r"\{\{ (\w+) \}\}", lambda found: _GENERATED[found[1]], source[0])
    source[0] = re.sub(r"\{\{ values of ([\w.]+) \}\}", lambda found: values(found[1]), source[0])


def _unlink_builtins(_: Sphinx, page: nodes.document) -> None:
    """Take `type` in a signature for Python's own, not for a field of that name."""
    for each in list(page.findall(addnodes.pending_xref)):
        if each["refdomain"] == "py" and each["reftarget"] in vars(builtins):
            each.replace_self(each.children)


def _read_main_entries_anew(
    _app: Sphinx, env: BuildEnvironment, _added: object, _changed: object, _removed: object
) -> list[str]:
    """Return the pages with main entries of the index: of a page that is not read anew the search forgets them."""
    entries = env.domains.index_domain.entries.items()
    return [page for page, of_page in entries if any(entry[3] for entry in of_page)]


def _refuse_undocumented(_: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each public name that the reference lacks; in a strict build that is an error."""
    for complaint in undocumented(env.domains.python_domain.objects):
        getLogger(__name__).warning("%s", complaint, type="reference", subtype="undocumented")


def setup(app: Sphinx) -> None:
    """Hear of every docstring, of every page, and of the end."""
    app.connect("doctree-read", _unlink_builtins)
    app.connect("autodoc-process-docstring", _read_sections)
    app.connect("source-read", _write_generated)
    app.connect("env-get-outdated", _read_main_entries_anew)
    app.connect("env-check-consistency", _refuse_undocumented)
    app.connect("html-page-context", _mend_markup, priority=900)  # after the theme has made it
    app.connect("build-finished", _write_llms)
