"""Draws the illustrations that stand for photos in the sample releases: ``python tools/draw_sample_pictures.py [NAME …]``.

Flat shapes in calm colours, the same bytes at every run. Coordinates are those of a 1600 x 1067 picture.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter

OUT = Path(__file__).resolve().parent.parent / "releases" / "samples" / "pictures"
WIDTH, HEIGHT, FINE = 1600, 1067, 2

SKINS = ["#f2cfae", "#e9bd96", "#dca97d", "#f6d9bf"]
HAIRS = ["#2b2320", "#4a3a30", "#1e1e24", "#6b6b70", "#8a8a8f"]
CLOTHES = ["#29426b", "#37605a", "#7a3f4b", "#4b4f63", "#8a6a35", "#3c6e8f", "#5b4a78", "#707a86", "#a65a3f"]

Scene = Callable[["Sheet"], None]
SCENES: dict[str, Scene] = {}


def scene(name: str) -> Callable[[Scene], Scene]:
    def keep(draw: Scene) -> Scene:
        SCENES[name] = draw
        return draw

    return keep


class Sheet:
    """A picture in the making, drawn at twice its size for smooth edges."""

    def __init__(self, name: str):
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), "#ffffff")
        self.draw = ImageDraw.Draw(self.image)
        self.chance = Random(name)

    def box(self, left, top, right, bottom, fill, *, round=0, line=None):
        area = [value * FINE for value in (left, top, right, bottom)]
        self.draw.rounded_rectangle(area, round * FINE, fill=fill, outline=line, width=3 * FINE if line else 0)

    def disc(self, x, y, width, height, fill):
        self.draw.ellipse(
            [(x - width / 2) * FINE, (y - height / 2) * FINE, (x + width / 2) * FINE, (y + height / 2) * FINE],
            fill=fill,
        )

    def shape(self, points, fill):
        self.draw.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)

    def line(self, points, fill, width=6):
        self.draw.line([(x * FINE, y * FINE) for x, y in points], fill=fill, width=width * FINE, joint="curve")

    def arc(self, x, y, size, start, end, fill, width=8):
        area = [(x - size) * FINE, (y - size) * FINE, (x + size) * FINE, (y + size) * FINE]
        self.draw.arc(area, start, end, fill=fill, width=width * FINE)

    def shade(self, top: str, bottom: str, start=0, end=HEIGHT):
        """A soft change of colour from top to bottom."""
        one, other = Image.new("RGB", (1, 1), top).getpixel((0, 0)), Image.new("RGB", (1, 1), bottom).getpixel((0, 0))
        for row in range(int(start * FINE), int(end * FINE)):
            part = (row - start * FINE) / max(1, (end - start) * FINE)
            colour = tuple(round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
            self.draw.line([(0, row), (WIDTH * FINE, row)], fill=colour)

    # People

    def person(self, x, ground, size=1.0, *, clothes=None, arm="", back=False, sitting=False, helmet="", tie=False):
        """A person standing at ``x`` on ``ground``; ``arm`` up, out (to the right), in (to the left) or both."""
        s, chance = size, self.chance
        skin, hair = chance.choice(SKINS), chance.choice(HAIRS)
        clothes = clothes or chance.choice(CLOTHES)
        legs = 0 if sitting else 190 * s
        waist = ground - legs
        if legs:
            self.box(x - 44 * s, waist - 20 * s, x - 6 * s, ground, "#2c3344", round=12 * s)
            self.box(x + 6 * s, waist - 20 * s, x + 44 * s, ground, "#2c3344", round=12 * s)
        shoulder = waist - 190 * s
        self.box(x - 66 * s, shoulder, x + 66 * s, waist + 6 * s, clothes, round=46 * s)
        self._arms(x, shoulder, s, clothes, skin, arm)
        self.box(x - 17 * s, shoulder - 24 * s, x + 17 * s, shoulder + 18 * s, skin, round=8 * s)
        if not back:
            self.shape([(x - 26 * s, shoulder), (x + 26 * s, shoulder), (x, shoulder + 58 * s)], "#f7f7f5")
            if tie:
                self.shape(
                    [(x - 9 * s, shoulder + 4 * s), (x + 9 * s, shoulder + 4 * s), (x, shoulder + 62 * s)], "#8b2f3a"
                )
        head = shoulder - 72 * s
        self.disc(x, head, 104 * s, 120 * s, hair if back else skin)
        if back:
            self.box(x - 17 * s, head + 40 * s, x + 17 * s, head + 70 * s, skin, round=6 * s)
            self.disc(x, head, 104 * s, 118 * s, hair)
            return
        self.draw.pieslice(
            [(x - 54 * s) * FINE, (head - 64 * s) * FINE, (x + 54 * s) * FINE, (head + 46 * s) * FINE],
            180,
            360,
            fill=helmet or hair,
        )
        if helmet:
            self.box(x - 64 * s, head - 16 * s, x + 64 * s, head - 3 * s, helmet, round=6 * s)
        elif chance.random() < 0.45:
            self.box(x - 56 * s, head - 20 * s, x - 38 * s, head + 52 * s, hair, round=9 * s)
            self.box(x + 38 * s, head - 20 * s, x + 56 * s, head + 52 * s, hair, round=9 * s)
        for side in (-1, 1):
            self.disc(x + side * 19 * s, head + 8 * s, 9 * s, 11 * s, "#2a2a2a")
        self.draw.arc(
            [(x - 16 * s) * FINE, (head + 14 * s) * FINE, (x + 16 * s) * FINE, (head + 38 * s) * FINE],
            20,
            160,
            fill="#a5533f",
            width=round(4 * s * FINE),
        )

    def _arms(self, x, shoulder, s, clothes, skin, arm):
        hands = {
            "up": [(98, -70), (-78, 150)],
            "out": [(150, 60), (-78, 150)],
            "in": [(78, 150), (-150, 60)],
            "both": [(120, 96), (-120, 96)],
        }
        for dx, dy in hands.get(arm, [(80, 150), (-80, 150)]):
            elbow = (x + dx * 0.72 * s, shoulder + (dy * 0.5 + 20) * s)
            start = (x + (52 if dx > 0 else -52) * s, shoulder + 34 * s)
            hand = (x + dx * s, shoulder + dy * s)
            self.line([start, elbow, hand], clothes, round(34 * s))
            self.disc(*elbow, 34 * s, 34 * s, clothes)
            self.disc(*hand, 36 * s, 36 * s, skin)

    def audience(self, rows=2, top=800, size=0.8):
        for row in range(rows):
            ground = top + 150 + row * 150
            step = 190 * size
            shift = (row % 2) * step / 2
            for number in range(int(WIDTH / step) + 2):
                self.person(number * step + shift, ground + 120, size + row * 0.12, back=True, sitting=True)

    # Things

    def room(self, wall="#e8ecef", floor="#c9b79c", line=790):
        self.shade("#f4f6f7", wall, 0, line)
        self.shade(floor, "#b9a688", line, HEIGHT)
        self.box(0, line - 14, WIDTH, line, "#d7dbde")

    def screen(self, left, top, right, bottom, fill="#fdfdfd"):
        self.box(left - 14, top - 14, right + 14, bottom + 14, "#3a4149", round=10)
        self.box(left, top, right, bottom, fill)

    def chart(self, left, top, right, bottom):
        """A slide: a heading, bars and a line."""
        width, height = right - left, bottom - top
        self.box(left + width * 0.06, top + height * 0.08, left + width * 0.58, top + height * 0.17, "#2d4f8e", round=6)
        for number, value in enumerate((0.25, 0.36, 0.33, 0.48, 0.6)):
            x = left + width * (0.1 + number * 0.16)
            self.box(
                x,
                bottom - height * (0.1 + value),
                x + width * 0.09,
                bottom - height * 0.1,
                ["#7fa3d8", "#f0b45a"][number == 4],
                round=4,
            )
        self.line(
            [(left + width * 0.06, bottom - height * 0.1), (right - width * 0.06, bottom - height * 0.1)], "#8a929b", 4
        )

    def lectern(self, x, ground):
        self.shape([(x - 120, ground - 260), (x + 120, ground - 260), (x + 96, ground), (x - 96, ground)], "#7b5a3c")
        self.box(x - 132, ground - 282, x + 132, ground - 254, "#8f6a48", round=6)
        self.line([(x, ground - 280), (x + 10, ground - 340)], "#33373c", 5)
        self.disc(x + 12, ground - 344, 20, 26, "#33373c")

    def desk(self, left, right, top, colour="#f7f5f0"):
        self.box(left, top, right, top + 150, colour, round=6, line="#d5d0c4")
        self.box(left - 10, top - 16, right + 10, top + 8, "#c6a77d", round=5)

    def laptop(self, x, top):
        self.box(x - 66, top - 92, x + 66, top - 8, "#4b535c", round=6)
        self.box(x - 58, top - 85, x + 58, top - 16, "#bcd3ea")
        self.box(x - 82, top - 10, x + 82, top, "#aeb6bd", round=4)

    def outdoors(self, sky="#bcdcf2", ground="#a9c08f", line=720):
        self.shade(sky, "#eef6fb", 0, line)
        self.shade(ground, "#8ca873", line, HEIGHT)

    def hills(self, y, colour, height=120):
        points = [(0, HEIGHT), (0, y)]
        for number in range(9):
            points.append((number * 200, y - height * self.chance.uniform(0.2, 1)))
        self.shape([*points, (WIDTH, y), (WIDTH, HEIGHT)], colour)

    def fuji(self, x=1100, base=640):
        self.shape([(x - 430, base), (x - 70, base - 330), (x + 70, base - 330), (x + 430, base)], "#6d86b3")
        self.shape(
            [
                (x - 150, base - 256),
                (x - 70, base - 330),
                (x + 70, base - 330),
                (x + 150, base - 256),
                (x + 80, base - 226),
                (x + 30, base - 262),
                (x - 30, base - 222),
                (x - 88, base - 262),
            ],
            "#fafcff",
        )

    def building(self, left, right, top, bottom, wall="#dfe3e8", glass="#9bb9d6"):
        self.box(left, top, right, bottom, wall)
        columns = max(3, int((right - left) / 62))
        rows = max(3, int((bottom - top) / 70))
        for row in range(rows):
            for column in range(columns):
                x = left + 18 + column * (right - left - 18) / columns
                y = top + 20 + row * (bottom - top - 20) / rows
                self.box(x, y, x + (right - left) / columns - 22, y + (bottom - top) / rows - 26, glass, round=2)

    def tower(self, x, base, height=560, colour="#c9553e"):
        for level in range(8):
            low, high = base - height * level / 8, base - height * (level + 1) / 8
            wide, narrow = 110 * (1 - level / 9), 110 * (1 - (level + 1) / 9)
            tone = colour if level % 2 == 0 else "#f3f0ec"
            self.line([(x - wide, low), (x - narrow, high)], tone, 9)
            self.line([(x + wide, low), (x + narrow, high)], tone, 9)
            self.line([(x - wide, low), (x + narrow, high)], tone, 5)
            self.line([(x + wide, low), (x - narrow, high)], tone, 5)
            self.line([(x - narrow, high), (x + narrow, high)], tone, 5)
        self.waves(x, base - height)

    def waves(self, x, y, colour="#4f7fc4", sizes=(50, 84, 118)):
        for size in sizes:
            self.arc(x, y, size, 300, 60, colour)
            self.arc(x, y, size, 120, 240, colour)

    def car(self, x, ground, colour="#f2f2ef", stripe="#2f5fa8"):
        self.box(x - 330, ground - 250, x + 150, ground - 46, colour, round=26)
        self.box(x + 100, ground - 210, x + 330, ground - 46, colour, round=40)
        self.box(x - 330, ground - 140, x + 330, ground - 108, stripe)
        self.box(x + 160, ground - 196, x + 296, ground - 146, "#a9c7e2", round=14)
        for left in (-290, -180, -70):
            self.box(x + left, ground - 226, x + left + 84, ground - 160, "#a9c7e2", round=8)
        for wheel in (-200, 210):
            self.disc(x + wheel, ground - 44, 112, 112, "#2b2f34")
            self.disc(x + wheel, ground - 44, 52, 52, "#b8bec4")

    def dish(self, x, y, size=110):
        self.draw.pieslice(
            [(x - size) * FINE, (y - size) * FINE, (x + size) * FINE, (y + size) * FINE], 190, 330, fill="#e9ecef"
        )
        self.line([(x, y), (x + 34, y - size - 20)], "#6b747d", 6)
        self.disc(x + 36, y - size - 24, 22, 22, "#6b747d")
        self.line([(x, y - 30), (x, y + 80)], "#6b747d", 14)

    def tent(self, left, right, top, ground, colour="#f5f7f9", trim="#3b6ea8"):
        middle = (left + right) / 2
        self.shape([(left - 30, top + 130), (middle, top), (right + 30, top + 130)], colour)
        self.box(left - 30, top + 120, right + 30, top + 168, trim)
        for x in (left, right - 14):
            self.box(x, top + 160, x + 14, ground, "#9aa3ab")

    def poster(self, left, top, right, bottom, colour="#fdf6e3"):
        width, height = right - left, bottom - top
        self.box(left, top, right, bottom, colour, line="#c9c2b0")
        self.disc(left + width / 2, top + height * 0.36, width * 0.52, width * 0.52, "#f0b45a")
        self.waves(left + width / 2, top + height * 0.36, "#ffffff", (width * 0.1, width * 0.17))
        for number, part in enumerate((0.68, 0.76, 0.84)):
            self.box(
                left + width * (0.14 + number * 0.05),
                top + height * part,
                right - width * (0.14 + number * 0.05),
                top + height * (part + 0.045),
                "#2d4f8e",
                round=6,
            )

    def flower(self, x, ground):
        self.shape([(x - 46, ground - 90), (x + 46, ground - 90), (x + 34, ground), (x - 34, ground)], "#b7794f")
        for dx, dy, colour in (
            (-40, -150, "#e58ca0"),
            (0, -180, "#f4c65f"),
            (40, -150, "#f2f2f0"),
            (-20, -120, "#d9667f"),
            (24, -118, "#f4c65f"),
        ):
            self.disc(x + dx, ground + dy, 62, 62, colour)

    def save(self, path: Path) -> None:
        image = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        image.filter(ImageFilter.SMOOTH).save(path, "JPEG", quality=80, optimize=True, progressive=True)


@scene("director-speech")
def _(s):
    s.room("#dfe6ec")
    s.screen(220, 120, 820, 520)
    s.box(300, 230, 740, 280, "#2d4f8e", round=8)
    s.box(360, 320, 680, 350, "#9db4d6", round=6)
    s.person(1120, 920, 1.35, clothes="#29384f", arm="out", tie=True)
    s.lectern(1120, 940)
    s.flower(1380, 940)


@scene("keynote")
def _(s):
    s.room("#e6eaf0")
    s.screen(140, 90, 980, 620)
    s.chart(140, 90, 980, 620)
    s.person(1240, 930, 1.3, clothes="#5b4a78", arm="in")
    s.lectern(1290, 960)
    s.audience(1, 860, 0.7)


@scene("lecture-hall")
def _(s):
    s.room("#e3e8ec", "#b7a284", 620)
    s.screen(430, 80, 1170, 480)
    s.chart(430, 80, 1170, 480)
    s.person(1330, 690, 0.8, arm="in")
    s.lectern(1350, 700)
    s.audience(2, 640, 0.75)


@scene("panel")
def _(s):
    s.room("#e9edf0")
    s.screen(500, 70, 1100, 380)
    s.box(600, 150, 1000, 200, "#2d4f8e", round=8)
    s.box(660, 240, 940, 268, "#9db4d6", round=6)
    for number, x in enumerate((260, 560, 860, 1160, 1400)):
        s.person(x, 800, 0.95, sitting=True, arm="both" if number == 2 else "")
    s.desk(120, 1520, 780)
    for x in (260, 560, 860, 1160, 1400):
        s.box(x - 60, 810, x + 60, 850, "#ffffff", line="#c8c8c8")
    s.audience(1, 900, 0.6)


@scene("online-seminar")
def _(s):
    s.room("#edf0f2", "#cdbfa8", 860)
    s.box(190, 70, 1410, 800, "#2f363d", round=18)
    colours = ["#dfe9f3", "#f3e9df", "#e3f0e6", "#efe3ef", "#e8ecf0", "#f4efdc"]
    for number in range(6):
        left, top = 215 + (number % 3) * 394, 95 + (number // 3) * 345
        tile = Sheet(f"tile{number}")
        tile.draw.rectangle([0, 0, WIDTH * FINE, HEIGHT * FINE], fill=colours[number])
        tile.person(800, 1100, 2.4, sitting=True)
        small = tile.image.resize((376 * FINE, 325 * FINE), Image.Resampling.LANCZOS)
        s.image.paste(small, (left * FINE, top * FINE))
    s.box(700, 800, 900, 880, "#4a525a")
    s.box(560, 872, 1040, 900, "#4a525a", round=10)


@scene("online-studio")
def _(s):
    s.room("#dde4ea")
    s.box(880, 130, 1500, 560, "#c8d8ea", round=10)
    s.chart(880, 130, 1500, 560)
    s.person(520, 830, 1.15, sitting=True, clothes="#37605a", arm="both")
    s.desk(240, 860, 800)
    s.laptop(620, 790)
    s.line([(1240, 1040), (1300, 700), (1360, 1040)], "#3a4149", 14)
    s.box(1190, 590, 1400, 720, "#3a4149", round=14)
    s.disc(1190, 655, 90, 90, "#1f2429")
    s.disc(1182, 655, 48, 48, "#6d88a8")


@scene("case-report-factory")
def _(s):
    s.room("#e8ecef")
    s.screen(130, 110, 920, 600)
    s.box(200, 380, 520, 560, "#b9c2cc")
    s.shape([(200, 380), (280, 320), (280, 380), (360, 320), (360, 380), (440, 320), (440, 380)], "#98a4b0")
    s.box(470, 260, 510, 380, "#98a4b0")
    s.waves(690, 380)
    s.box(660, 420, 720, 540, "#4f7fc4", round=8)
    s.person(1200, 930, 1.3, clothes="#4b4f63", arm="in")


@scene("case-report-farm")
def _(s):
    s.room("#e9ede8")
    s.screen(130, 110, 920, 600, "#dff0f8")
    s.box(130, 420, 920, 600, "#9cc07a")
    for row in range(4):
        s.line([(150 + row * 10, 450 + row * 38), (900 - row * 10, 450 + row * 38)], "#6f9a52", 8)
    s.box(620, 300, 660, 470, "#e9ecef")
    s.waves(640, 290)
    s.person(1210, 930, 1.3, clothes="#37605a", arm="in")


@scene("agreement-handshake")
def _(s):
    s.room("#ece7df", "#a88f73")
    s.box(360, 90, 1240, 260, "#2d4f8e", round=10)
    s.box(470, 150, 1130, 200, "#dbe4f2", round=6)
    s.person(600, 950, 1.4, clothes="#29384f", arm="out", tie=True)
    s.person(1000, 950, 1.4, clothes="#5a3e46", arm="in")
    s.flower(200, 950)
    s.flower(1400, 950)


@scene("award-ceremony")
def _(s):
    s.room("#efe9df", "#9f7f63")
    s.box(180, 80, 1420, 250, "#8b2f3a", round=10)
    s.box(330, 140, 1270, 190, "#f4e3c1", round=6)
    s.person(560, 960, 1.4, clothes="#29384f", arm="out", tie=True)
    s.person(1060, 960, 1.4, arm="in")
    s.box(730, 590, 900, 712, "#fffdf4", line="#c9a24b")
    s.box(760, 625, 870, 640, "#c9a24b")
    s.box(760, 660, 870, 670, "#d9cfae")
    s.flower(1380, 960)


@scene("group-photo")
def _(s):
    s.room("#e8ecef", "#b8a184", 800)
    s.box(240, 70, 1360, 220, "#2d4f8e", round=10)
    s.box(380, 120, 1220, 170, "#dbe4f2", round=6)
    for number in range(7):
        s.person(230 + number * 190, 860, 0.92)
    for number in range(6):
        s.person(325 + number * 190, 1010, 1.0, tie=number == 2)


@scene("new-year-fuji")
def _(s):
    s.shade("#f6c9a0", "#fdf1df", 0, 640)
    s.disc(440, 300, 190, 190, "#f4f0e6")
    s.disc(440, 300, 170, 170, "#ef7f5a")
    s.fuji(1060, 660)
    s.hills(700, "#7f9a6a", 60)
    s.building(150, 520, 420, 1067, "#e5e2dc", "#9bb0c6")
    s.building(560, 820, 560, 1067, "#d5dbe2", "#a9c0d6")
    s.tower(1380, 1000, 420)


@scene("radio-tower")
def _(s):
    s.outdoors()
    s.hills(740, "#7fa06a", 140)
    s.tower(800, 980, 760)
    s.building(180, 420, 760, 1000, "#e9e7e1")
    s.disc(1290, 200, 320, 90, "#ffffff")
    s.disc(1160, 220, 220, 70, "#ffffff")


@scene("antenna-install")
def _(s):
    s.outdoors("#b6d6ee")
    s.building(0, 1600, 820, 1100, "#cfd5db", "#b9c3cd")
    s.line([(900, 820), (900, 330)], "#6b747d", 22)
    s.box(870, 260, 930, 470, "#e9ecef", round=10)
    s.waves(900, 300)
    s.person(620, 830, 1.15, clothes="#d8803a", helmet="#f3d23e", arm="up")
    s.person(1180, 830, 1.15, clothes="#d8803a", helmet="#f3d23e", arm="in")


@scene("campaign-poster")
def _(s):
    s.room("#e7ebee", "#b39b7d", 900)
    for left in (180, 620, 1060):
        s.poster(left, 120, left + 360, 640, ["#fdf6e3", "#e9f2fb", "#eaf5ea"][left % 3])
    s.person(420, 1040, 1.1, back=True)
    s.person(1180, 1040, 1.15, arm="up")


@scene("craft-class")
def _(s):
    s.room("#f1ece2", "#cfb48d", 760)
    s.poster(620, 80, 980, 480, "#e9f2fb")
    s.person(1320, 860, 1.1, arm="in", clothes="#3c6e8f")
    for x in (240, 520, 800, 1060):
        s.person(x, 860, 0.82, sitting=True, arm="both")
    s.desk(100, 1220, 830)
    for x in (240, 520, 800, 1060):
        s.box(x - 55, 786, x + 55, 826, "#d9a441", round=6)
        s.disc(x, 790, 30, 30, "#c9553e")


@scene("craft-radio-closeup")
def _(s):
    s.shade("#f3e7d2", "#d9bd90")
    s.box(470, 380, 1130, 800, "#e2b866", round=30)
    s.box(530, 440, 820, 740, "#8c6a3e", round=20)
    for row in range(6):
        for column in range(6):
            s.disc(560 + column * 46, 468 + row * 48, 20, 20, "#5c4426")
    s.disc(980, 530, 140, 140, "#f6f2e8")
    s.disc(980, 530, 46, 46, "#c9553e")
    s.box(880, 660, 1080, 710, "#f6f2e8", round=10)
    s.line([(1090, 390), (1260, 120)], "#8a929b", 12)
    s.disc(330, 900, 240, 150, "#f2cfae")
    s.box(90, 880, 330, 1010, "#3c6e8f", round=50)
    s.disc(1270, 900, 240, 150, "#f2cfae")
    s.box(1270, 880, 1520, 1010, "#3c6e8f", round=50)
    s.waves(1262, 116, "#c9553e", (50, 90))


@scene("drill-antenna-car")
def _(s):
    s.outdoors("#c3d9e8", "#b8b6a8")
    s.hills(720, "#88a274", 110)
    s.car(760, 930)
    s.dish(560, 640, 130)
    s.person(1230, 960, 1.05, clothes="#d8803a", helmet="#f3d23e", arm="in")
    s.person(260, 970, 1.05, clothes="#3a5f8f", helmet="#ffffff")


@scene("drill-radio-tent")
def _(s):
    s.outdoors("#c3d9e8", "#b5b39f", 760)
    s.hills(760, "#88a274", 90)
    s.tent(260, 1340, 160, 940)
    for x in (480, 800, 1120):
        s.person(x, 830, 0.95, sitting=True, clothes="#3a5f8f", helmet="#ffffff", arm="both")
    s.desk(360, 1240, 810)
    for x in (480, 800, 1120):
        s.box(x - 60, 740, x + 60, 806, "#3a4149", round=8)
        s.line([(x + 40, 740), (x + 52, 660)], "#3a4149", 6)


@scene("exhibition-booth")
def _(s):
    s.room("#eef0f2", "#c9c3b6", 820)
    s.box(300, 120, 1300, 780, "#dbe6f3", round=10)
    s.box(300, 120, 1300, 220, "#2d4f8e", round=10)
    s.box(520, 150, 1080, 190, "#dbe4f2", round=6)
    s.poster(360, 270, 620, 640)
    s.screen(720, 290, 1220, 600)
    s.chart(720, 290, 1220, 600)
    s.desk(640, 1260, 800)
    s.person(560, 980, 1.1, clothes="#3c6e8f", arm="out")
    s.person(260, 1000, 1.1)
    s.person(1400, 1000, 1.1, arm="in")


@scene("visitors-demo")
def _(s):
    s.room("#eef0f2", "#c9c3b6", 820)
    s.desk(360, 1240, 760)
    s.laptop(560, 745)
    s.box(760, 660, 880, 745, "#3a4149", round=10)
    s.waves(820, 650)
    s.laptop(1060, 745)
    s.person(800, 740, 0.95, clothes="#37605a", sitting=True, arm="both")
    s.desk(360, 1240, 760)
    for x in (360, 640, 960, 1240):
        s.person(x, 1050, 1.0, back=True)


@scene("hands-on-training")
def _(s):
    s.room("#e9edf0", "#c4b294", 760)
    s.screen(520, 80, 1080, 420)
    s.chart(520, 80, 1080, 420)
    for x in (260, 620, 980, 1340):
        s.person(x, 840, 0.9, sitting=True, arm="both")
    s.desk(110, 1490, 820)
    for x in (260, 620, 980, 1340):
        s.laptop(x, 806)
    s.person(1180, 700, 0.8, arm="in")
    s.desk(110, 1490, 820)
    for x in (260, 620, 980, 1340):
        s.laptop(x, 806)


@scene("measurement-car")
def _(s):
    s.outdoors("#bcdcf2", "#b0aea4", 760)
    s.building(60, 380, 240, 780)
    s.building(1250, 1560, 320, 780, "#d9dee4")
    s.shade("#8f9296", "#7b7e83", 860, HEIGHT)
    s.car(800, 960, "#f5f5f2", "#37605a")
    s.line([(640, 710), (640, 470)], "#6b747d", 12)
    s.box(600, 440, 680, 470, "#6b747d", round=6)
    s.waves(640, 440, "#37605a")


@scene("meeting-room")
def _(s):
    s.room("#e6eaee", "#b7a081", 720)
    s.screen(540, 80, 1060, 380)
    s.chart(540, 80, 1060, 380)
    for x in (330, 560, 1040, 1270):
        s.person(x, 740, 0.85, sitting=True)
    s.shape([(220, 720), (1380, 720), (1560, 1000), (40, 1000)], "#c6a77d")
    for x in (420, 800, 1180):
        s.box(x - 70, 800, x + 70, 880, "#ffffff", line="#d0d0d0")
    for x in (300, 640, 980, 1320):
        s.person(x, 1160, 1.0, back=True, sitting=True)


@scene("radio-studio")
def _(s):
    s.room("#4b4f5f", "#3a3d49", 800)
    s.box(160, 100, 760, 540, "#5d6273", round=10)
    s.box(200, 140, 720, 500, "#9fb5cf", round=6)
    s.box(980, 140, 1220, 220, "#c9553e", round=16)
    s.person(520, 850, 1.1, sitting=True, clothes="#8a6a35", arm="both")
    s.person(1120, 850, 1.1, sitting=True, clothes="#37605a", arm="both")
    s.desk(260, 1380, 830, "#6b5a48")
    for x in (640, 1000):
        s.line([(x, 830), (x, 700)], "#22262b", 8)
        s.disc(x, 680, 54, 76, "#22262b")


@scene("smartphone-class")
def _(s):
    s.room("#f1ece2", "#cfb48d", 780)
    s.screen(560, 90, 760, 470, "#eaf2fb")
    for row in range(4):
        for column in range(3):
            s.box(
                584 + column * 58,
                130 + row * 76,
                628 + column * 58,
                174 + row * 76,
                CLOTHES[(row + column) % 9],
                round=10,
            )
    s.person(920, 820, 1.0, clothes="#3c6e8f", arm="in")
    for x in (240, 560, 1060, 1360):
        s.person(x, 900, 0.95, sitting=True, arm="both")
        s.box(x - 22, 770, x + 22, 850, "#2b2f34", round=8)
        s.box(x - 17, 778, x + 17, 842, "#bcd3ea")
    s.desk(90, 1510, 890)


def main(names: list[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name in names or SCENES:
        sheet = Sheet(name)
        SCENES[name](sheet)
        sheet.save(OUT / f"{name}.jpg")


if __name__ == "__main__":
    main(sys.argv[1:])
