"""How the surface of a meeting shall look: what presets are made from, and what may be changed in them."""

from typing import Required, TypedDict

from .presets import BorderRadius, BorderWidth, Theme

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
    """Colours of the brand, by shade: 300 to 700."""
    background: Required[BackgroundShadesFields]
    """Colours of the background, by shade: 600 to 1000."""
    text: Required[str]
    """Colour of text."""
    text_on_brand: Required[str]
    """Colour of text on the colours of the brand."""
    danger: Required[str]
    """Colour of what is dangerous."""
    success: Required[str]
    """Colour of what went well."""
    warning: Required[str]
    """Colour of warnings."""
    video_bg: Required[str]
    """Colour behind pictures."""


class DesignTokensFields(TypedDict, total=False):
    """How the meeting's surface shall look."""

    border_radius: Required[BorderRadius]
    """Shape of corners: sharp, rounded, extra-rounded or circular."""
    border_width: Required[BorderWidth]
    """Width of borders: none, thin or fat."""
    spacing_base: Required[float]
    """Unit of distances in pixels."""
    theme: Required[Theme]
    """darkest, dark or light."""
    colors: Required[ColorsFields]
    """Colours of the surface."""
    font_family: str
    """Name of the font."""
    google_font: str
    """Name of a font of Google Fonts."""
    logo: str
    """URL of the logo."""


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
    """Colours of the brand, by shade: 300 to 700."""
    background: BackgroundShadesPatchFields
    """Colours of the background, by shade: 600 to 1000."""
    text: str
    """Colour of text."""
    text_on_brand: str
    """Colour of text on the colours of the brand."""
    danger: str
    """Colour of what is dangerous."""
    success: str
    """Colour of what went well."""
    warning: str
    """Colour of warnings."""
    video_bg: str
    """Colour behind pictures."""


class DesignTokensPatchFields(TypedDict, total=False):
    """How the meeting's surface shall look."""

    border_radius: BorderRadius
    """Shape of corners: sharp, rounded, extra-rounded or circular."""
    border_width: BorderWidth
    """Width of borders: none, thin or fat."""
    spacing_base: float
    """Unit of distances in pixels."""
    theme: Theme
    """darkest, dark or light."""
    colors: ColorsPatchFields
    """Colours of the surface."""
    font_family: str
    """Name of the font."""
    google_font: str
    """Name of a font of Google Fonts."""
    logo: str
    """URL of the logo."""


class PresetUIPatchFields(TypedDict, total=False):
    """How the meeting's surface shall look."""

    design_tokens: DesignTokensPatchFields
    """Colours, fonts and shapes."""
