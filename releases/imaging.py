"""Pictures made safe: what was sent is decoded within limits, turned upright, stripped and encoded anew.

Nothing of the upload but its pixels goes on: no EXIF, XMP, IPTC, comment, thumbnail, animation or trailing bytes.
"""

import io
import warnings
from dataclasses import dataclass
from threading import Lock

from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 12_000
MAX_FRAMES = 100
WIDTHS = (480, 960, 1600)
# A closed list. Cameras write a second picture behind the first (MPO): Pillow opens those as JPEG, too.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
# A picture at these limits takes half a gigabyte until it is made small, however few bytes it is packed into: of several
# that are sent at once, one at a time in each process.
_OPENING = Lock()
_SRGB = ImageCms.createProfile("sRGB")


class PhotoRefused(ValueError):
    """The upload cannot be a photo here; the message (Japanese) says why and what to do."""


@dataclass(frozen=True)
class Encoded:
    """One rendition: its format (jpeg, webp, avif), pixels and bytes."""

    format: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class Picture:
    """A decoded upload: its upright size in pixels and its renditions, widest last."""

    width: int
    height: int
    renditions: tuple[Encoded, ...]


def make_picture(data: bytes) -> Picture:
    """Decode ``data`` and make JPEG and WebP renditions of ``WIDTHS``, never wider than the original.

    Raises ``PhotoRefused``.
    """
    image = _opened(data)
    return Picture(image.width, image.height, tuple(_encode_all(image, ("jpeg", "webp"))))


def make_avif(data: bytes) -> tuple[Encoded, ...]:
    """AVIF renditions of ``data``; seconds a picture, so never in a request. Raises ``PhotoRefused``."""
    return tuple(_encode_all(_opened(data), ("avif",)))


def _opened(data: bytes) -> Image.Image:
    with _OPENING:
        return _upright(_open(data))


def _open(data: bytes) -> Image.Image:
    if not data:
        raise PhotoRefused("ファイルが空（0バイト）です。写真を選び直してください。")
    if len(data) > MAX_BYTES:
        size = len(data) / 1024 / 1024
        raise PhotoRefused(f"写真が大きすぎます（{size:.0f}MB）。20MB以内にしてください。")
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        raise PhotoRefused(
            "iPhoneなどのHEIC形式は読み込めません。端末の設定で「互換性優先」を選ぶか、JPEGに書き出してから登録してください。"
        )
    try:
        with warnings.catch_warnings():
            # Our own cap is lower than Pillow's and speaks Japanese.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
            _refuse_size(image)
            if image.format == "JPEG" or image.format == "MPO":
                # Decoding at half or a quarter of the size keeps a large photo small in memory.
                image.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))
            image.load()
    except PhotoRefused:
        raise
    except Image.DecompressionBombError as error:
        raise PhotoRefused(_TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise PhotoRefused(
            "写真として読み込めません。JPEG、PNG、WebP、GIFのいずれかの画像を選んでください。"
        ) from error
    except Exception as error:
        # A decoder meets hostile bytes with many kinds of errors; none of them is ours.
        raise PhotoRefused("写真が壊れているか、途中で切れています。元の写真から登録し直してください。") from error
    return image


_TOO_LARGE = "写真の縦横が大きすぎます。縦横それぞれ12,000画素、合わせて5,000万画素以内に縮めてから登録してください。"


def _refuse_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise PhotoRefused(_TOO_LARGE)
    if min(width, height) < 16:
        raise PhotoRefused("写真が小さすぎます。縦横16画素以上の写真を選んでください。")
    if image.format != "MPO" and getattr(image, "n_frames", 1) > MAX_FRAMES:
        raise PhotoRefused("コマ数の多い動画像は登録できません。1枚の写真を選んでください。")


def _upright(image: Image.Image) -> Image.Image:
    """An sRGB picture no wider than the widest rendition, turned as the camera was held, with nothing but pixels."""
    orientation = _orientation(image)
    profile = image.info.get("icc_profile")
    image = _common_mode(image)
    # Made small first: turning and compositing a large picture would hold it in memory several times.
    image = _shrunk(image, WIDTHS[-1] * 2)
    if profile and image.mode in ("RGB", "L", "CMYK"):
        image = _to_srgb(image, profile)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("RGB")
    if orientation is not None:
        image = image.transpose(orientation)
    image = _shrunk(image, WIDTHS[-1])
    image.info.clear()
    return image


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _orientation(image: Image.Image) -> Image.Transpose | None:
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    except Exception:
        # A broken EXIF block says nothing of the pixels: they are shown as they lie.
        return None


def _common_mode(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        # 16-bit greys: scaled down, not cut off.
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or (image.mode != "RGBA" and "transparency" in image.info):
        return image.convert("RGBA")
    return image


def _shrunk(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _encode_all(image: Image.Image, formats: tuple[str, ...]):
    widths = [width for width in WIDTHS if width < image.width] + [image.width]
    for width in widths:
        height = max(1, round(image.height * width / image.width))
        scaled = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
        for name in formats:
            yield Encoded(name, scaled.width, scaled.height, _encode(scaled, name))


def _encode(image: Image.Image, name: str) -> bytes:
    out = io.BytesIO()
    if name == "jpeg":
        image.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    elif name == "webp":
        image.save(out, "WEBP", quality=78, method=4)
    else:
        image.save(out, "AVIF", quality=60, speed=6)
    return out.getvalue()
