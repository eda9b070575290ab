"""The demo's pictures: quiet scenes in flat colours, drawn here so that none has to be fetched."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1280, 720)
# Sky, far, near, accent: a few moods that go with ink on paper.
MOODS = (
    ("#dfe7ea", "#9fb4bd", "#4c6470", "#c96f3b"),
    ("#f1e6d2", "#c9b38a", "#7a6a4a", "#2450b8"),
    ("#e3e8dc", "#a9b99a", "#56684a", "#d9a441"),
    ("#e8e2ea", "#b3a5bd", "#5f5270", "#b5443c"),
    ("#1f2a3a", "#33475e", "#0f1722", "#f0bd62"),
)


def drawn(name: str) -> bytes:
    """A scene as PNG, the same for the same name: layered hills or water under a low sun."""
    chance = random.Random(name)  # noqa: S311 - a picture, not a secret
    sky, far, near, accent = MOODS[chance.randrange(len(MOODS))]
    image = Image.new("RGB", SIZE, sky)
    draw = ImageDraw.Draw(image)
    x, y = chance.randint(240, 1040), chance.randint(120, 300)
    radius = chance.randint(36, 80)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=accent)
    for layer in range(4):
        share = layer / 3
        _ridge(draw, chance, 330 + layer * 90, 70 - layer * 12, _mixed(far, near, share))
    for _ in range(chance.randint(2, 5)):
        _house_or_mast(draw, chance, near, accent)
    held = io.BytesIO()
    image.filter(ImageFilter.SMOOTH).save(held, "PNG", optimize=True)
    return held.getvalue()


def _ridge(
    draw: ImageDraw.ImageDraw, chance: random.Random, level: int, swing: int, colour: str
) -> None:
    points, height = [], float(level)
    for x in range(0, SIZE[0] + 80, 80):
        height += chance.uniform(-swing, swing) * 0.6 + (level - height) * 0.3
        points.append((x, height))
    draw.polygon([(0, SIZE[1]), *points, (SIZE[0], SIZE[1])], fill=colour)


def _house_or_mast(
    draw: ImageDraw.ImageDraw, chance: random.Random, near: str, accent: str
) -> None:
    x, ground = chance.randint(80, 1180), chance.randint(560, 660)
    if chance.random() < 0.4:
        draw.line((x, ground, x, ground - 190), fill=near, width=6)
        draw.polygon(
            [(x + 6, ground - 180), (x + 6, ground - 60), (x + 80, ground - 70)], fill=accent
        )
        return
    width, height = chance.randint(50, 110), chance.randint(50, 90)
    draw.rectangle((x, ground - height, x + width, ground), fill=_mixed(near, "#ffffff", 0.75))
    draw.polygon(
        [
            (x - 8, ground - height),
            (x + width / 2, ground - height - 46),
            (x + width + 8, ground - height),
        ],
        fill=accent,
    )
    draw.rectangle((x + width / 2 - 8, ground - 30, x + width / 2 + 8, ground), fill=near)


def _mixed(one: str, other: str, share: float) -> str:
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
