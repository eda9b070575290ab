"""A picture made safe to keep: decoded, and written anew.

What is kept is only what the pixels say. Scripts after the end, EXIF with its places and devices,
comments and odd colour profiles do not survive being written anew; the orientation and the
colours they described are applied first.
"""

import struct
import threading
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps, ImageSequence

from admin_app.content.media.avif import brands_of
from admin_app.content.media.headers import Header, Kind, NotReadable, header_of, kind_of
from admin_app.errors import Refusal
from admin_app.web.text import one_line

_MIME: Final[dict[Kind, str]] = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "AVIF": "image/avif",
}
_EXTENSION: Final[dict[Kind, str]] = {"JPEG": "jpg"}
_NAMES: Final[dict[Kind, str]] = {"WEBP": "WebP"}
# What is kept instead: a GIF that stands still is smaller and truer as PNG, and AVIF takes seconds
# to write, and is shown by fewer.
_KEPT_AS: Final[dict[Kind, Kind]] = {"GIF": "PNG", "AVIF": "WEBP"}
_SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_HEIC: Final = frozenset({b"heic", b"heix", b"heif", b"mif1"})
_LARGEST_PROFILE: Final = 4_000_000
_DAMAGED: Final = (
    NotReadable,
    Image.DecompressionBombError,
    EOFError,
    IndexError,
    KeyError,
    OSError,
    RuntimeError,  # of AVIF
    SyntaxError,
    TypeError,
    ValueError,
    ZeroDivisionError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an upload may be. Together they bound memory to about 400 MB, and time to seconds."""

    bytes: int = 16_000_000
    pixels: int = 24_000_000
    jpeg_pixels: int = 50_000_000
    """Phones take 48 megapixels; a JPEG is decoded at the reduced size it will be kept in."""
    frames: int = 100
    moving_pixels: int = 20_000_000
    """Pixels of all frames together."""
    longest_side: int = 2560
    """Larger pictures are kept reduced to this."""
    widths: tuple[int, ...] = (400, 800, 1200, 2000)
    """Of the renditions, in pixels; none is wider than the picture."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """One encoded form of a picture; sizes in pixels."""

    data: bytes
    mime: str
    extension: str
    width: int
    height: int

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.data)


@dataclass(frozen=True, slots=True)
class Picture:
    """An upload as it is kept, and its renditions in WebP, narrowest first.

    Renditions of a moving picture show its first frame, and stand for it where it is small.
    """

    title: str
    full: Rendition
    smaller: tuple[Rendition, ...]
    frames: int
    name: str = ""
    """What the file was called."""
    origin: str = ""
    """The digest of the bytes that came."""


STANDARD: Final = Limits()

# What one picture may take is bounded; as many at once as a worker has threads would not be.
_one_at_a_time: Final = threading.Lock()


def inspect_picture(data: bytes, declared_name: str, limits: Limits = STANDARD) -> Picture:
    """The picture that these bytes are, written anew.

    Its type is told by its content; the name only gives the title. Raises Refusal for the field
    ``file`` when it is none that is kept, is damaged, or is over a limit. Too many pixels or
    frames are refused from the header, in milliseconds.
    """
    kind = _checked_kind(data, limits)
    try:
        header = _checked_header(data, kind, limits)
        with _one_at_a_time, Image.open(BytesIO(data), formats=[kind]) as image:
            if image.width > header.width or image.height > header.height:
                raise NotReadable  # a second header, meant to be overlooked
            if kind == "AVIF" and getattr(image, "n_frames", 1) > 1:
                raise _moving_avif()
            if header.frames > 1:
                return _moving(image, kind, declared_name, header.frames, limits)
            return _still(image, kind, declared_name, limits, lossless=b"VP8L" in data[:64])
    except _DAMAGED as error:
        raise refusal(
            f"This {_NAMES.get(kind, kind)} file is damaged or was cut off. Try to save it again "
            "in an image editor, then upload that."
        ) from error


def _checked_kind(data: bytes, limits: Limits) -> Kind:
    if not data:
        raise refusal("This file is empty. Choose a picture or a PDF.")
    if len(data) > limits.bytes:
        raise refusal(
            f"This file is larger than {limits.bytes // 1_000_000} MB. "
            "Save it smaller, or as JPEG or WebP, and upload that."
        )
    kind = kind_of(data)
    if kind:
        return kind
    if b"avis" in brands_of(data):
        raise _moving_avif()
    if brands_of(data) & _HEIC:
        raise refusal("HEIC photos are shown by few browsers. Export it as JPEG, and upload that.")
    if b"<svg" in data[:4096].lower():
        raise refusal(
            "SVG drawings can carry scripts, so they are not kept. Export it as PNG or WebP."
        )
    raise refusal(
        "This is not a picture that can be kept, nor a PDF. "
        "Use a JPEG, PNG, WebP, GIF, AVIF or PDF file."
    )


def _moving_avif() -> Refusal:
    return refusal("Moving AVIF pictures are not kept. Save it as GIF or WebP, and upload that.")


def _checked_header(data: bytes, kind: Kind, limits: Limits) -> Header:
    header = header_of(data, kind, limits.frames)
    pixels = header.width * header.height
    size = f"{header.width} × {header.height}"
    if pixels == 0:
        raise NotReadable
    most = limits.jpeg_pixels if kind == "JPEG" else limits.pixels
    if pixels > most:
        raise refusal(
            f"This picture has {pixels // 1_000_000} megapixels ({size}); "
            f"a {_NAMES.get(kind, kind)} may have {most // 1_000_000}. "
            "Save it smaller and upload that."
        )
    if header.frames > limits.frames:
        raise refusal(
            f"This picture has more than {limits.frames} frames. Upload it as a film elsewhere and "
            "link to it, or shorten it."
        )
    if header.frames > 1 and pixels * header.frames > limits.moving_pixels:
        raise refusal(
            f"This moving picture has {header.frames} frames of {size}; together they may have "
            f"{limits.moving_pixels // 1_000_000} megapixels. Save it smaller or shorter."
        )
    return header


def _still(image: Image.Image, kind: Kind, name: str, limits: Limits, *, lossless: bool) -> Picture:
    side = limits.longest_side
    if kind == "JPEG":
        image.draft(None, (side, side))  # decodes at 1/2, 1/4 or 1/8, never below this
    image.load()
    image = image if image.mode in ("L", "RGB", "RGBA", "CMYK") else _plain_mode(image)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    image = _plain_mode(_in_srgb(_upright(image)))
    kind = _KEPT_AS.get(kind, kind)
    full = _encoded(_bare(image), kind, lossless=lossless)
    # In its own width too, but where it is a WebP by itself.
    widths = [width for width in limits.widths if width < image.width or kind != "WEBP"]
    return Picture(title_from(name), full, _renditions(image, widths), 1)


def _moving(image: Image.Image, kind: Kind, name: str, frames: int, limits: Limits) -> Picture:
    durations: list[int] = []
    kept: list[Image.Image] = []
    for frame in ImageSequence.Iterator(image):
        kept.append(_bare(_plain_mode(frame)))  # decodes it, which tells its duration
        durations.append(max(20, min(int(frame.info.get("duration", 100)), 60_000)))
    options: dict[str, Any] = {"save_all": True, "append_images": kept[1:], "duration": durations}
    loop = image.info.get("loop")
    if loop is not None:
        options["loop"] = max(0, min(int(loop), 65_535))
    full = _encoded(kept[0], kind, **options)
    widths = [width for width in limits.widths if width < full.width]
    return Picture(title_from(name), full, _renditions(kept[0], widths), frames)


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except _DAMAGED:
        return image  # a broken EXIF block is no reason to refuse the pixels


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or len(profile) > _LARGEST_PROFILE or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # a broken profile: the colours are read as sRGB


def _plain_mode(image: Image.Image) -> Image.Image:
    """The image as L, RGB or RGBA, which all formats here can keep."""
    if image.mode in ("L", "RGB") and "transparency" not in image.info:
        return image
    if image.mode == "I" or image.mode.startswith("I;"):  # 16 bits a pixel; Pillow would clip
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "1":
        return image.convert("L")
    if image.mode == "RGBA" or "transparency" in image.info or "A" in image.getbands():
        return image.convert("RGBA")
    return image.convert("RGB")


def _bare(image: Image.Image) -> Image.Image:
    """A copy without what Pillow would write again: comments, profiles, XMP."""
    image = image.copy()
    image.info = {}
    return image


def _renditions(image: Image.Image, widths: list[int]) -> tuple[Rendition, ...]:
    """In each of these widths, no wider than the image; each is made of the next wider one."""
    made = []
    for width in sorted({min(width, image.width) for width in widths}, reverse=True):
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        made.append(_encoded(_bare(image), "WEBP"))
    return tuple(reversed(made))


def _encoded(image: Image.Image, kind: Kind, *, lossless: bool = False, **more: Any) -> Rendition:
    out = BytesIO()
    if kind == "JPEG":
        image.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    elif kind == "WEBP":
        image.save(out, "WEBP", quality=82, method=4, lossless=lossless, **more)
    else:
        image.save(out, kind, optimize=False, **more)
    extension = _EXTENSION.get(kind, kind.lower())
    return Rendition(out.getvalue(), _MIME[kind], extension, image.width, image.height)


def plain_name(declared_name: str) -> str:
    """A file's name on one line, without its path."""
    return one_line(declared_name[-500:]).replace("\\", "/").rpartition("/")[2]


def title_from(declared_name: str, fallback: str = "Picture") -> str:
    """A title made of a file's name: its words, without path and ending."""
    name = plain_name(declared_name)
    stem = name.rpartition(".")[0] or name
    return " ".join(stem.replace("_", " ").split()).strip(". ")[:100] or fallback


def refusal(message: str) -> Refusal:
    """This sentence, beside the field of the file."""
    return Refusal(message, field="file")
