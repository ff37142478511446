"""How the surface of a meeting looks to those with a preset."""

from typing import Literal

from msgspec import field

from .common import OpenAnswer

BorderRadius = Literal["sharp", "rounded", "extra-rounded", "circular"]
"""How round the corners of buttons and pictures are."""
BorderWidth = Literal["none", "thin", "fat"]
"""How wide their borders are."""
Theme = Literal["darkest", "dark", "light"]
"""How dark the background is."""


class BackgroundShades(OpenAnswer):
    """Colours of the background, from light (600) to dark (1000)."""

    shade_1000: str | None = field(name="1000", default=None)
    """The darkest colour behind everything, as CSS writes it, such as #141414."""
    shade_900: str | None = field(name="900", default=None)
    """The second darkest, such as #181818."""
    shade_800: str | None = field(name="800", default=None)
    """The one in the middle, such as #1b1b1b."""
    shade_700: str | None = field(name="700", default=None)
    """The second lightest, such as #1f1f1f."""
    shade_600: str | None = field(name="600", default=None)
    """The lightest, such as #222222."""


class BrandShades(OpenAnswer):
    """Colours of the brand, from dark (300) to light (700)."""

    shade_300: str | None = field(name="300", default=None)
    """The first of five, as CSS writes it, such as #844d1c."""
    shade_400: str | None = field(name="400", default=None)
    """The second of five, such as #9d5b22."""
    shade_500: str | None = field(name="500", default=None)
    """The brand's own colour, on buttons and what is chosen, such as #b56927."""
    shade_600: str | None = field(name="600", default=None)
    """The fourth of five, such as #d37c30."""
    shade_700: str | None = field(name="700", default=None)
    """The last of five, such as #d9904f."""


class Colors(OpenAnswer):
    """Colours of the meeting's surface."""

    brand: BrandShades | None = None
    """What the brand looks like, in five shades."""
    background: BackgroundShades | None = None
    """What lies behind everything, in five shades."""
    text: str | None = None
    """What letters are painted in, as CSS writes it, such as #EEEEEE."""
    text_on_brand: str | None = None
    """What letters on a button of the brand are painted in, such as #EEEEEE."""
    danger: str | None = None
    """What marks leaving and errors, such as #FF2D2D."""
    success: str | None = None
    """What marks that something went well, such as #62A504."""
    warning: str | None = None
    """What marks that something may go wrong, such as #FFCD07."""
    video_bg: str | None = None
    """What lies behind a camera that is off, such as #191919."""


class DesignTokens(OpenAnswer):
    """How the meeting's surface looks."""

    border_radius: BorderRadius | str | None = None
    """How round corners are: sharp, rounded, extra-rounded or circular."""
    border_width: BorderWidth | str | None = None
    """How thick lines are: none, thin or fat."""
    spacing_base: float | None = None
    """Unit of all distances in pixels, usually 4."""
    theme: Theme | str | None = None
    """How bright the whole is: darkest, dark or light."""
    colors: Colors | None = None
    """What everything is painted in."""
    font_family: str | None = None
    """Name of a font that is installed on the device; absent where the usual one is used."""
    google_font: str | None = None
    """Name of a font that is fetched from Google Fonts; absent where none is."""
    logo: str | None = None
    """URL of an image shown at the top, which must not expire; absent where there is none."""


class PresetUI(OpenAnswer):
    """How the meeting's surface looks and what it shows."""

    design_tokens: DesignTokens | None = None
    """Colours, fonts and shapes."""
    config_diff: dict[str, object] | None = None
    """What the dashboard's editor has changed in the layout, as the API sends it: undocumented, and absent where
    nothing was.
    """
