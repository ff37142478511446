"""How the surface of a meeting shall look: what presets are made from, and what may be changed in them."""

from typing import Required, TypedDict

from .preset_ui import BorderRadius, BorderWidth, Theme

BackgroundShadesFields = TypedDict(
    "BackgroundShadesFields",
    {
        "1000": Required[str],
        "900": Required[str],
        "800": Required[str],
        "700": Required[str],
        "600": Required[str],
    },
    total=False,
)
"""Colours of the background, by shade."""

BrandShadesFields = TypedDict(
    "BrandShadesFields",
    {
        "300": Required[str],
        "400": Required[str],
        "500": Required[str],
        "600": Required[str],
        "700": Required[str],
    },
    total=False,
)
"""Colours of the brand, by shade."""


class ColorsFields(TypedDict, total=False):
    """Colours that the meeting's surface shall have."""

    brand: Required[BrandShadesFields]
    """What the brand looks like, in five shades called 300 to 700."""
    background: Required[BackgroundShadesFields]
    """What lies behind everything, in five shades called 600 to 1000."""
    text: Required[str]
    """What letters are painted in, as CSS writes it, such as #EEEEEE."""
    text_on_brand: Required[str]
    """What letters on a button of the brand are painted in, such as #EEEEEE."""
    danger: Required[str]
    """What marks leaving and errors, such as #FF2D2D."""
    success: Required[str]
    """What marks that something went well, such as #62A504."""
    warning: Required[str]
    """What marks that something may go wrong, such as #FFCD07."""
    video_bg: Required[str]
    """What lies behind a camera that is off, such as #191919."""


class DesignTokensFields(TypedDict, total=False):
    """How the meeting's surface shall look."""

    border_radius: Required[BorderRadius]
    """How round corners are: sharp, rounded, extra-rounded or circular."""
    border_width: Required[BorderWidth]
    """How thick lines are: none, thin or fat."""
    spacing_base: Required[float]
    """Unit of all distances in pixels, usually 4."""
    theme: Required[Theme]
    """How bright the whole is: darkest, dark or light."""
    colors: Required[ColorsFields]
    """What everything is painted in."""
    font_family: str
    """Name of a font that is installed on the device."""
    google_font: str
    """Name of a font that is fetched from Google Fonts."""
    logo: str
    """URL of an image shown at the top; it must not expire."""


class PresetUIFields(TypedDict, total=False):
    """How the meeting's surface shall look."""

    design_tokens: Required[DesignTokensFields]
    """Colours, fonts and shapes."""


BackgroundShadesPatchFields = TypedDict(
    "BackgroundShadesPatchFields",
    {
        "1000": str,
        "900": str,
        "800": str,
        "700": str,
        "600": str,
    },
    total=False,
)
"""Colours of the background, by shade."""

BrandShadesPatchFields = TypedDict(
    "BrandShadesPatchFields",
    {
        "300": str,
        "400": str,
        "500": str,
        "600": str,
        "700": str,
    },
    total=False,
)
"""Colours of the brand, by shade."""


class ColorsPatchFields(TypedDict, total=False):
    """Colours of the meeting's surface that may be changed."""

    brand: BrandShadesPatchFields
    """What the brand looks like, in five shades called 300 to 700."""
    background: BackgroundShadesPatchFields
    """What lies behind everything, in five shades called 600 to 1000."""
    text: str
    """What letters are painted in, as CSS writes it, such as #EEEEEE."""
    text_on_brand: str
    """What letters on a button of the brand are painted in, such as #EEEEEE."""
    danger: str
    """What marks leaving and errors, such as #FF2D2D."""
    success: str
    """What marks that something went well, such as #62A504."""
    warning: str
    """What marks that something may go wrong, such as #FFCD07."""
    video_bg: str
    """What lies behind a camera that is off, such as #191919."""


class DesignTokensPatchFields(TypedDict, total=False):
    """How the meeting's surface shall look."""

    border_radius: BorderRadius
    """How round corners are: sharp, rounded, extra-rounded or circular."""
    border_width: BorderWidth
    """How thick lines are: none, thin or fat."""
    spacing_base: float
    """Unit of all distances in pixels, usually 4."""
    theme: Theme
    """How bright the whole is: darkest, dark or light."""
    colors: ColorsPatchFields
    """What everything is painted in."""
    font_family: str
    """Name of a font that is installed on the device."""
    google_font: str
    """Name of a font that is fetched from Google Fonts."""
    logo: str
    """URL of an image shown at the top; it must not expire."""


class PresetUIPatchFields(TypedDict, total=False):
    """How the meeting's surface shall look."""

    design_tokens: DesignTokensPatchFields
    """Colours, fonts and shapes."""
