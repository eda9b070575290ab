"""An upload is told by its content, bounded before it is decoded, and written anew."""

import io
import random
import struct
import subprocess
import sys
import zlib
from contextlib import suppress

import pytest
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from admin_app.content.media import Limits, inspect_upload
from admin_app.errors import Refusal
from tests.support.effort import processor_time_below


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def drawn(width=400, height=300, mode="RGB"):
    """A picture whose corners tell which way up it is: red, green, blue, white."""
    image = Image.new(mode, (width, height), "black")
    draw = ImageDraw.Draw(image)
    half = (width // 2, height // 2)
    draw.rectangle((0, 0, half[0], half[1]), fill="red")
    draw.rectangle((half[0], 0, width, half[1]), fill="green")
    draw.rectangle((0, half[1], half[0], height), fill="blue")
    draw.rectangle((half[0], half[1], width, height), fill="white")
    return image


def inspect(data, name="picture.jpg", **limits):
    return inspect_upload(io.BytesIO(data), name, Limits(**limits))


def opened(rendition):
    return Image.open(io.BytesIO(rendition.data))


def refused(data, name="picture.jpg", **limits):
    with processor_time_below(1.0), pytest.raises(Refusal) as refusal:
        inspect(data, name, **limits)
    assert refusal.value.field == "file"
    assert refusal.value.status < 500
    return refusal.value.message


@pytest.mark.parametrize(
    ("kind", "mime", "extension"),
    [
        ("JPEG", "image/jpeg", "jpg"),
        ("PNG", "image/png", "png"),
        ("WEBP", "image/webp", "webp"),
        ("GIF", "image/png", "png"),
    ],
)
def test_each_kind_is_kept_by_its_content(kind, mime, extension):
    picture = inspect(saved(drawn(), kind), "wrong.exe")
    assert (picture.full.mime, picture.full.extension) == (mime, extension)
    assert (picture.full.width, picture.full.height) == (400, 300)
    assert picture.full.size == len(picture.full.data)
    assert opened(picture.full).size == (400, 300)
    assert picture.frames == 1
    red = opened(picture.full).convert("RGB").getpixel((50, 50))
    assert red[0] > 240
    assert max(red[1:]) < 20


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<!doctype html><script>alert(1)</script>"),
        ("a.jpg", b"<?php system($_GET[1]);"),
        (".htaccess", b"AddType application/x-httpd-php .jpg"),
        ("a.bmp", saved(drawn(), "BMP")),
        ("a.tif", saved(drawn(), "TIFF")),
        ("a.gif", b"GIF89"),
        ("a.jpg", b"\x00" * 1000),
    ],
)
def test_what_is_no_picture_is_refused_whatever_its_name(name, data):
    assert "JPEG, PNG, WebP, GIF, AVIF or PDF" in refused(data, name)


def test_svg_and_empty_files_get_their_own_sentence():
    assert "SVG" in refused(b'<?xml version="1.0"?><SVG xmlns="x"><script/></SVG>', "a.svg")
    assert "empty" in refused(b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_file_that_was_cut_off_is_refused(kind, share):
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    data = saved(noise, kind)
    assert "damaged" in refused(data[: int(len(data) * share)])


def test_damaged_bytes_never_do_more_than_be_refused():
    chance = random.Random(7)
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "AVIF"):
        good = saved(drawn(60, 40), kind)
        for _ in range(60):
            bad = bytearray(good)
            for _ in range(chance.randrange(1, 12)):
                bad[chance.randrange(len(bad))] = chance.randrange(256)
            with suppress(Refusal):
                inspect(bytes(bad))


def test_a_script_after_the_end_or_in_a_comment_is_gone():
    script = b"<script>alert(1)</script><?php x ?>"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", script.decode())
    for data in (
        saved(drawn(), "PNG", pnginfo=notes) + script,
        saved(drawn(), "JPEG", comment=script) + script,
        saved(drawn(), "GIF", comment=script) + script,
        saved(drawn(), "WEBP", xmp=script) + script,
    ):
        assert script in data
        picture = inspect(data)
        for rendition in (picture.full, *picture.smaller):
            assert b"script" not in rendition.data
            assert b"<?php" not in rendition.data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_is_gone_and_its_orientation_applied(kind):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90° clockwise
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)  # a place
    picture = inspect(saved(drawn(400, 200), kind, exif=exif))
    image = opened(picture.full)
    assert image.size == (200, 400)
    assert not image.getexif()
    assert b"camera" not in picture.full.data
    turned = image.convert("RGB")
    assert turned.getpixel((150, 50))[0] > 240  # red has come to the right, above
    assert turned.getpixel((50, 50))[2] > 240  # blue to the left


def test_a_broken_exif_block_is_no_reason_to_refuse():
    data = saved(drawn(), "JPEG", exif=b"Exif\0\0MM\0\x2a\0\0\0\x08\0\xff" + b"\xff" * 30)
    assert inspect(data).full.width == 400


def swapped_profile():
    """An sRGB profile whose red and green have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"????"), (b"gXYZ", b"rXYZ"), (b"????", b"gXYZ")):
        profile = profile.replace(old, new)
    return profile


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_colours_of_another_profile_are_converted(kind):
    kept = opened(inspect(saved(drawn(), kind, icc_profile=swapped_profile())).full)
    assert "icc_profile" not in kept.info
    red, green, blue = kept.convert("RGB").getpixel((50, 50))
    assert green > 240
    assert max(red, blue) < 20


def test_a_broken_profile_is_left_out():
    kept = opened(inspect(saved(drawn(), "JPEG", icc_profile=b"not a profile")).full)
    assert "icc_profile" not in kept.info
    assert kept.getpixel((50, 50))[0] > 240


def test_cmyk_sixteen_bit_and_palettes_are_kept_as_browsers_show_them():
    assert opened(inspect(saved(drawn().convert("CMYK"), "JPEG")).full).mode == "RGB"
    deep = Image.new("I;16", (40, 30), 40_000)
    assert opened(inspect(saved(deep, "PNG")).full).getpixel((5, 5)) in range(150, 163)
    glass = Image.new("RGBA", (40, 30), (255, 0, 0, 128))
    kept = opened(inspect(saved(glass, "PNG")).full)
    assert kept.mode == "RGBA"
    assert kept.getpixel((1, 1)) == (255, 0, 0, 128)
    spotted = drawn().quantize(8)
    kept = opened(inspect(saved(spotted, "PNG", transparency=0)).full)
    assert kept.mode == "RGBA"
    assert 0 in kept.getchannel("A").tobytes()


def test_large_pictures_are_kept_reduced_with_renditions_in_four_widths():
    picture = inspect(saved(drawn(4000, 3000), "JPEG"))
    assert (picture.full.width, picture.full.height) == (2560, 1920)
    sizes = [(400, 300), (800, 600), (1200, 900), (2000, 1500)]
    assert [(r.width, r.height) for r in picture.smaller] == sizes
    assert {r.mime for r in picture.smaller} == {"image/webp"}
    assert [opened(r).size for r in picture.smaller] == sizes


def test_no_rendition_is_wider_than_its_picture():
    """A WebP has none in its own width: it is one."""
    assert [r.width for r in inspect(saved(drawn(320, 10), "PNG")).smaller] == [320]
    assert [r.width for r in inspect(saved(drawn(900, 10), "JPEG")).smaller] == [400, 800, 900]
    assert [r.width for r in inspect(saved(drawn(900, 10), "WEBP")).smaller] == [400, 800]
    assert [r.height for r in inspect(saved(drawn(2000, 1), "PNG")).smaller] == [1, 1, 1, 1]


def test_an_avif_is_kept_as_webp():
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = inspect(saved(drawn(400, 200), "AVIF", exif=exif), "sea.avif")
    assert (picture.full.mime, picture.full.width, picture.full.height) == ("image/webp", 200, 400)
    glass = inspect(saved(Image.new("RGBA", (40, 30), (255, 0, 0, 128)), "AVIF")).full
    assert opened(glass).mode == "RGBA"


def test_what_an_avif_says_of_its_size_is_read_undecoded():
    data = bytearray(saved(drawn(64, 48), "AVIF"))
    at = data.index(b"ispe") + 8
    data[at : at + 8] = struct.pack(">II", 60_000, 60_000)
    assert "megapixels" in refused(bytes(data))


def test_moving_avif_and_heic_get_their_own_sentence():
    images = [Image.new("RGB", (64, 48), colour) for colour in ("red", "teal")]
    data = saved(images[0], "AVIF", save_all=True, append_images=images[1:])
    assert "Moving AVIF" in refused(data)
    assert "HEIC" in refused(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100)


PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nstartxref\n9\n%%EOF\n"


def test_a_pdf_is_kept_as_it_is():
    document = inspect(PDF, "annual_report.pdf")
    assert document.full.data == PDF
    assert (document.full.mime, document.full.extension) == ("application/pdf", "pdf")
    assert (document.title, document.name) == ("annual report", "annual_report.pdf")
    assert document.smaller == ()


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", PDF[:-10], PDF.replace(b"startxref", b"x"), b"%PDF-evil" + PDF[8:]]
)
def test_half_a_pdf_is_refused(data):
    assert "damaged" in refused(data, "report.pdf")


def test_the_same_bytes_are_known_by_their_origin():
    data = saved(drawn(8, 8), "PNG")
    assert inspect(data, "a.png").origin == inspect(data, "b.png").origin
    assert inspect(data).origin != inspect(data + b" ").origin


def moving(frames, size=(60, 40), kind="GIF", **options):
    images = [Image.new("RGB", size, (n * 53 % 256, n * 91 % 256, 200)) for n in range(frames)]
    return saved(images[0], kind, save_all=True, append_images=images[1:], duration=50, **options)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_moving_pictures_keep_their_frames(kind):
    picture = inspect(moving(5, (500, 300), kind, loop=0))
    image = opened(picture.full)
    assert (picture.frames, image.n_frames) == (5, 5)
    assert image.info.get("loop") == 0
    image.seek(4)
    image.load()
    assert image.info["duration"] == 50
    assert [(opened(r).n_frames, r.width) for r in picture.smaller] == [(1, 400)]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_too_many_frames_are_refused_undecoded(kind):
    assert "100 frames" in refused(moving(150, kind=kind))
    assert "together" in refused(moving(60, (800, 600), kind))


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_header(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def jpeg_header(width, height):
    data = bytearray(saved(drawn(8, 8), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def gif_header(width, height):
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + b"\x3b"


def webp_header(width, height):
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + sides
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("header", [png_header, jpeg_header, gif_header, webp_header])
@pytest.mark.parametrize("sides", [(9500, 9500), (60_000, 60_000), (1, 65_500 * 1000)])
def test_huge_pictures_are_refused_from_the_header(header, sides):
    try:
        data = header(*sides)
    except (struct.error, OverflowError):
        data = header(65_000, 65_000)
    assert "megapixels" in refused(data)


def test_a_second_header_is_not_believed():
    large = saved(Image.new("1", (6_000, 6_000)), "PNG")
    data = png_header(8, 8)[:33] + large[8:]
    assert "damaged" in refused(data)


def test_a_real_png_of_9500_squared_is_refused_at_once():
    data = saved(Image.new("1", (9500, 9500)), "PNG")
    assert "90 megapixels (9500 × 9500); a PNG may have 24" in refused(data)


def test_a_frame_larger_than_its_screen_is_counted():
    data = bytearray(moving(2))
    at = data.index(b"\x2c\0\0\0\0") + 5
    data[at : at + 4] = struct.pack("<HH", 60_000, 60_000)
    assert "megapixels" in refused(bytes(data))


def test_a_gif_of_nothing_but_frames_is_refused_at_once():
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    data = gif_header(1, 1)[:-1] + frame * 800_000
    assert "frames" in refused(data)


def test_a_jpeg_of_nothing_but_scans_is_refused_at_once():
    whole = saved(Image.new("L", (2_000, 2_000)), "JPEG", progressive=True)
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    # What ends the picture in a comment ends nothing.
    comment = b"\xff\xfe" + struct.pack(">H", 4) + b"\xff\xd9"
    assert "damaged" in refused(whole[:-2] + comment + scan * 10_000 + whole[-2:])


def test_pieces_without_end_before_the_pixels_are_refused_at_once():
    jpeg, png = saved(drawn(), "JPEG"), png_header(8, 8)
    assert "damaged" in refused(jpeg[:2] + b"\xff\xe5\0\2" * 3_000_000 + jpeg[2:])
    assert "damaged" in refused(png[:33] + chunk(b"abCd", b"") * 1_000_000 + png[33:])


def test_files_over_the_size_are_refused():
    assert "16 MB" in refused(b"\xff\xd8\xff" + b"\0" * 16_000_000)
    assert "1 MB" in refused(saved(drawn(), "PNG") + b"\0" * 1_000_000, bytes=1_000_000)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("holiday_at sea.JPG", "holiday at sea"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.b.png", "a.b"),
        ("a\x00b\u202egnp.exe", "abgnp"),
        (".htaccess", "htaccess"),
        ("", "Picture"),
        ("x" * 300 + ".png", "x" * 100),
        ("///", "Picture"),
    ],
)
def test_the_name_gives_only_a_title(name, title):
    assert inspect(saved(drawn(8, 8), "PNG"), name).title == title


# VmHWM, not ru_maxrss: the latter is inherited from the process that started this one.
MEMORY = """
import io, sys
from pathlib import Path
from admin_app.content.media import inspect_upload

def highest():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024

data = sys.stdin.buffer.read()
before = highest()
inspect_upload(io.BytesIO(data), "x")
print(highest() - before)
"""


@pytest.mark.parametrize(
    ("what", "make"),
    [
        ("png", lambda: saved(Image.new("RGBA", (6000, 4000)), "PNG")),
        ("jpeg", lambda: saved(Image.new("RGB", (8000, 6000)), "JPEG", progressive=True)),
        ("webp", lambda: saved(Image.new("RGB", (6000, 4000), "red"), "WEBP", method=0)),
        ("gif", lambda: moving(40, (800, 600))),
    ],
)
def test_memory_is_bounded(what, make):
    ran = subprocess.run(
        [sys.executable, "-c", MEMORY], input=make(), capture_output=True, check=True
    )
    assert int(ran.stdout) < 400, f"{what} took {ran.stdout.decode()} MiB"
