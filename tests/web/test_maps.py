"""The maps: projection, outlines, frames, labels, and where pages put them."""

import csv
import math
import re
from random import Random

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from articles.nlp import knowledge
from articles.web import atlas, maps
from articles.web.atlas import Box, outlines, points
from articles.web.maps import Named, Site
from articles.web.projection import EAST_END, NORTH, UNIT, WEST_END, project
from tests.processes import ROOT
from tests.web import archive

DRAWINGS = {
    name: (ROOT / "static" / "maps" / f"{name}.svg").read_text(encoding="utf-8") for name in ("world", "region")
}
CODES = [country.code for country in knowledge.countries()]
LONGEST = 20_000


def frame_of(found: maps.Locator | maps.WorldMap) -> Box:
    left, top, width, height = map(float, found.view_box.split())
    return Box(left, top, left + width, top + height)


def holds(frame: Box, box: Box) -> bool:
    """Whether ``box`` lies in ``frame``, but for the rounding."""
    return frame.grown(1) | box == frame.grown(1)


def locator(*countries: tuple[str, int, bool], sites: list[Site] | None = None) -> maps.Locator:
    found = maps.locator([Named(code, code, "", count, marked=about) for code, count, about in countries], sites or [])
    assert found is not None
    return found


def site(key: str, count: int = 1, country: str = "", name: str = "") -> Site:
    return Site(f"place/{key}", name or key.title(), f"/{key}/", count, country)


def shapes(drawing: str, code: str) -> list[list[tuple[float, float]]]:
    """Return the rings of a country in a drawing."""
    data = re.search(rf'<path id="{code}"[^>]* d="([^"]*)"', DRAWINGS[drawing])
    assert data, f"{code} is not in {drawing}.svg"
    found, start = [], (0.0, 0.0)
    for piece in re.findall(r"[Mm]([^Mm]*)", data[1]):
        head, _, steps = piece.partition("l")
        x, y = map(float, re.findall(r"-?\d+", head)[:2])
        start = x, y = x + start[0], y + start[1]
        ring = [start]
        values = [float(value) for value in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        found.append(ring)
    return found


def lies_in(longitude: float, latitude: float, code: str, drawing: str = "region") -> bool:
    x, y = project(longitude, latitude)
    inside = False
    for ring in shapes(drawing, code):
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside


class TestProjection:
    @pytest.mark.parametrize(
        ("longitude", "latitude", "x", "y"),
        [
            (WEST_END, NORTH, 0, 0),
            (EAST_END, NORTH, 7200, 0),
            (0, 0, 3390, 1948),
            (2.35, 48.86, 3437, 885),
            (71.43, 51.17, 4818.6, 824),
        ],
    )
    def test_places_are_where_they_should_be(self, longitude, latitude, x, y):
        assert project(longitude, latitude) == pytest.approx((x, y), abs=1)

    def test_it_is_pattersons_whose_map_is_1_754_times_as_wide_as_high(self):
        height = project(0, -90)[1] - project(0, 90)[1]
        assert 360 * UNIT / height == pytest.approx(1.7546, abs=0.001)

    @given(st.floats(-180, 180), st.floats(-90, 90), st.floats(-90, 90))
    def test_north_is_up_everywhere(self, longitude, one, other):
        if abs(one - other) > 1e-6:
            assert (project(longitude, one)[1] > project(longitude, other)[1]) == (one < other)


class TestOutlines:
    @pytest.mark.parametrize("drawing", DRAWINGS)
    def test_every_country_is_drawn_once(self, drawing):
        assert sorted(re.findall(r'id="(..)"', DRAWINGS[drawing])) == sorted(CODES)

    def test_every_country_has_a_box_and_a_centre_in_it(self):
        assert sorted(outlines()) == sorted(CODES)
        for code, outline in outlines().items():
            assert holds(outline.box, Box(outline.x, outline.y, outline.x, outline.y)), code

    @pytest.mark.parametrize(("drawing", "most"), [("world", 14_000), ("region", 27_000)])
    def test_the_drawings_are_light(self, drawing, most):
        assert len(brotli.compress(DRAWINGS[drawing].encode())) <= most

    @pytest.mark.parametrize("drawing", DRAWINGS)
    def test_the_drawings_have_no_style_no_script_and_lines_that_do_not_grow(self, drawing):
        assert not re.search(r"style|script|href|on\w+=", DRAWINGS[drawing])
        assert DRAWINGS[drawing].count("<path") == DRAWINGS[drawing].count('vector-effect="non-scaling-stroke"')

    @pytest.mark.parametrize(
        ("longitude", "latitude", "owner", "others"),
        [
            (34.1, 45.2, "UA", ["RU"]),  # Crimea
            (44.0, 9.6, "SO", ["ET"]),  # Hargeisa, in Somaliland
            (33.4, 35.25, "CY", ["TR"]),  # the north of Nicosia
            (20.9, 42.6, "XK", ["RS"]),
            (-14, 25.5, "EH", ["MA"]),  # Western Sahara on both sides of the berm
            (-10, 26.5, "EH", ["MA"]),
            (-10, 28.5, "MA", ["EH"]),
            (35.2, 31.95, "PS", ["IL"]),
            (121, 24, "TW", ["CN"]),
            (-53, 4, "GF", ["FR"]),
            (55.5, -21.1, "RE", ["FR"]),
            (18, 78.2, "SJ", ["NO"]),
            (20.9, 54.7, "RU", ["PL", "LT"]),
            (-150, 65, "US", ["CA"]),
            (188, 66, "RU", ["US"]),
        ],
    )
    def test_land_belongs_to_whom_our_table_says(self, longitude, latitude, owner, others):
        assert lies_in(longitude, latitude, owner)
        assert not any(lies_in(longitude, latitude, other) for other in others)

    def test_a_speck_is_a_dot_on_the_map_of_the_world_and_nothing_else_is(self):
        for code, outline in outlines().items():
            assert outline.dot == (len(shapes("world", code)[0]) == 1), code
        assert {"MT", "SG", "VA", "TV", "TK"} <= {code for code, outline in outlines().items() if outline.dot}


class TestPoints:
    def test_they_are_places_that_we_know(self):
        known = {entity.key for entity in knowledge.entities() if not entity.is_country}
        assert set(points()) <= known
        assert len(points()) > 3500

    def test_nearly_every_capital_and_city_has_one(self):
        with (ROOT / "articles/nlp/data/cities.csv").open(encoding="utf-8", newline="") as lines:
            cities = [row["key"] for row in csv.DictReader(lines)]
        assert sum(key in points() for key in cities) > 0.95 * len(cities)
        capitals = [key for key in map(capital_key, knowledge.countries()) if key]
        assert [key for key in capitals if key not in points()] == []

    def test_they_lie_on_the_map(self):
        for key, (x, y) in points().items():
            assert 0 <= x <= 7200 and 0 <= y <= atlas.POLE, key

    def test_capitals_lie_in_the_box_of_their_country(self):
        far = ["place/adamstown", "place/cockburn-town"]  # on an island beside the largest
        for country in knowledge.countries():
            key = capital_key(country)
            if key and key not in far:
                x, y = points()[key]
                assert holds(outlines()[country.code].box.grown(UNIT), Box(x, y, x, y)), key


def capital_key(country) -> str:
    own = {entity.key: entity for entity in knowledge.entities()}
    name = country.capital["fr"] or country.capital["en"]
    found = next(
        (key for key, entity in own.items() if name and key.startswith("place/") and entity.name["fr"] == name), ""
    )
    return found if found and own[found].country == country.code else ""


class TestSteps:
    @pytest.mark.parametrize(
        ("most", "counts", "steps"),
        [
            (1, [1], [1]),
            (3, [1, 2, 3], [1, 3, 4]),
            (38, [1, 2, 4, 10, 21, 38], [1, 2, 3, 5, 6, 7]),
            (1000, [1, 3, 10, 30, 100, 300, 1000], [1, 2, 3, 4, 5, 6, 7]),
            (10**30, [0, 1, 10**30], [1, 1, 7]),
            (0, [0, -5], [1, 1]),
        ],
    )
    def test_they_follow_the_logarithm(self, most, counts, steps):
        assert [maps.step(count, most) for count in counts] == steps


class TestWorld:
    def test_it_has_the_countries_that_are_named(self):
        found = maps.world([Named("KZ", "Kazakhstan", "?country=KZ", 12), Named("FR", "France", "?", 1, marked=True)])
        assert [(area.code, area.look, area.selected) for area in found.areas] == [
            ("KZ", "w20", False),
            ("FR", "w4 in", True),
        ]
        with translation.override("fr"):
            assert [area.title for area in found.areas] == ["Kazakhstan\xa0: 12 articles", "France\xa0: 1 article"]
        with translation.override("en"):
            assert [area.title for area in found.areas] == ["Kazakhstan: 12 articles", "France: 1 article"]

    def test_what_is_chosen_is_shown_though_nothing_is_found_and_drawn_above_the_others(self):
        found = maps.world([Named("FR", "", "", 0, marked=True), Named("DE", "", "", 0), Named("IT", "", "", 2)])
        assert [area.code for area in found.areas] == ["IT", "FR"]

    def test_antarctica_is_cut_off(self):
        assert frame_of(maps.world([])).bottom == pytest.approx(project(0, -57)[1], abs=1)

    @pytest.mark.parametrize("code", ["", "ZZ", "kz", "K\x00", "<b>", "land"])
    def test_codes_without_an_outline_are_left_out(self, code):
        assert maps.world([Named(code, "x", "x", 3)]).areas == ()
        assert maps.locator([Named(code, "x", "x", 3, marked=True)]) is None
        assert maps.around(code, "x") is None

    def test_small_ones_are_dots(self):
        assert maps.world([Named("MT", "Malte", "", 1)]).areas[0].look == "w4 dot"


class TestFrames:
    @pytest.mark.parametrize("code", CODES)
    def test_each_country_is_seen_whole_alone_and_among_its_neighbours(self, code):
        for found in (locator((code, 1, True)), maps.around(code, code)):
            frame = frame_of(found)
            assert holds(frame, outlines()[code].box)
            assert holds(Box(0, 0, 7200, atlas.POLE), frame)
            assert frame.width >= 11 * UNIT - 1
            assert found.height == pytest.approx(320 * frame.height / frame.width, abs=1)
            assert found.height == 180 or frame.width == 7200
            assert [area.code for area in found.areas] == [code]

    @pytest.mark.parametrize(
        ("code", "west", "south", "east", "north"),
        [
            ("FR", -20, 38, 25, 55),  # not Guyane
            ("US", -140, 15, -50, 60),  # not Alaska, not Hawaii
            ("NO", -25, 50, 60, 76),  # not Svalbard
            ("FJ", 165, -25, EAST_END, -10),
            ("KI", 165, -10, 185, 10),  # Tarawa
            ("ES", -20, 30, 15, 50),  # not the Canaries
            ("MY", 95, -8, 125, 14),  # both halves
            ("NZ", 150, -55, EAST_END, -28),
        ],
    )
    def test_a_country_of_many_parts_is_framed_by_its_main_ones(self, code, west, south, east, north):
        (left, top), (right, bottom) = project(west, north), project(east, south)
        assert holds(Box(left, top, right, bottom), frame_of(locator((code, 1, True))))

    @pytest.mark.parametrize("code", ["FJ", "KI", "SH", "IS", "MU", "NZ", "LU", "TK"])
    def test_an_island_far_out_is_seen_with_land_that_one_knows(self, code):
        frame = frame_of(maps.around(code, code))
        near = [other for other, outline in outlines().items() if frame.meets(outline.box) and not outline.dot]
        assert len(set(near) - {code}) >= 2
        assert frame.width <= 7200

    def test_russia_is_in_one_piece(self):
        frame = frame_of(locator(("RU", 1, True)))
        assert frame.left > project(5, 0)[0] and frame.right == 7200
        assert lies_in(185, 66.5, "RU") and not lies_in(-175, 66.5, "RU")

    @pytest.mark.parametrize(
        "countries",
        [
            [("AM", 5, True), ("AZ", 4, True), ("GE", 1, False)],
            [("KZ", 14, True), ("KG", 3, False), ("UZ", 3, False)],
            [("ML", 5, True), ("NE", 5, True), ("BF", 4, True)],
            [("RU", 5, True), ("UA", 5, True)],
            [("KZ", 14, True), ("RU", 9, False), ("CN", 1, False)],
            [("FR", 12, True), ("DE", 8, False), ("CN", 2, False)],
        ],
    )
    def test_neighbours_are_seen_from_near(self, countries):
        assert frame_of(locator(*countries)).width < 65 * UNIT

    @pytest.mark.parametrize(
        "countries",
        [
            [("US", 5, True), ("CN", 5, True)],
            [("AU", 5, True), ("CA", 4, True)],
            [("FR", 12, True), ("US", 8, False), ("CN", 6, False)],
            [("BR", 3, False), ("IN", 3, False), ("ZA", 3, False)],
        ],
    )
    def test_countries_far_apart_are_seen_on_the_world(self, countries):
        assert frame_of(locator(*countries)).width == 7200

    def test_what_the_article_is_about_is_always_seen(self):
        draw = Random(7)
        for _ in range(300):
            about = draw.sample(CODES, draw.randint(1, 4))
            others = draw.sample(CODES, draw.randint(0, 6))
            named = [(code, draw.randint(1, 9), True) for code in about]
            named += [(code, draw.randint(1, 9), False) for code in others if code not in about]
            shown = {area.code for area in locator(*named).areas}
            assert set(about) - shown <= {"AQ"}

    def test_one_that_is_very_large_counts_by_its_places(self):
        near = locator(("UA", 5, True), ("RU", 5, False), sites=[site("moscou", country="RU")])
        x, y = points()["place/moscou"]
        assert holds(frame_of(near), Box(x, y, x, y)) and frame_of(near).width < 40 * UNIT

    def test_a_place_of_no_country_widens_it(self):
        assert [dot.site.key for dot in locator(("FR", 5, True), sites=[site("bruxelles", 2)]).dots] == [
            "place/bruxelles"
        ]

    def test_antarctica_is_seen_where_it_is_meant(self):
        assert frame_of(locator(("AQ", 1, True))).bottom == pytest.approx(atlas.POLE, abs=1)


class TestLocator:
    def test_shades_tell_what_it_is_about(self):
        found = locator(("KZ", 2, True), ("RU", 9, False))
        assert [(area.code, area.step, area.selected) for area in found.areas] == [("RU", 2, False), ("KZ", 7, False)]

    def test_dots_are_where_the_places_are(self):
        dot = locator(("KZ", 2, True), sites=[site("astana", country="KZ")]).dots[0]
        assert 160 < dot.x < 240 and 30 < dot.y < 90
        assert (dot.label.anchor, dot.label.x > dot.x) == ("start", True)

    def test_a_label_goes_left_where_there_is_no_room_on_the_right(self):
        long = "Une ville au nom interminable, oui"
        dot = locator(("KZ", 2, True), sites=[site("oskemen", country="KZ", name=long)]).dots[0]
        assert (dot.label.anchor, dot.label.x < dot.x) == ("end", True)

    def test_of_places_on_each_other_the_less_named_goes(self):
        same = [site("astana", 1, "KZ", "A"), site("astana", 5, "KZ", "B"), site("astana", 2, "KZ", "C")]
        assert [dot.label.text for dot in locator(("KZ", 2, True), sites=same).dots] == ["B"]

    def test_the_country_is_named_where_there_is_room(self):
        assert [label.text for label in locator(("KZ", 2, True)).names] == ["KZ"]
        assert locator(("KZ", 2, True), ("LU", 1, True)).names[0].text == "KZ"
        named = Named("KZ", "Un nom beaucoup trop long pour ce pays, si grand qu’il soit", "", 1, marked=True)
        assert maps.locator([named]).names == ()

    @given(st.lists(st.tuples(st.sampled_from(sorted(points())), st.integers(1, 9), st.text(max_size=40)), max_size=30))
    def test_nothing_lies_on_anything_or_out_of_the_frame(self, named):
        sites = [Site(key, name, "", count) for key, count, name in named]
        for countries in ([("FR", 3, True)], [("KZ", 3, True), ("RU", 2, False)], [("US", 3, True), ("CN", 3, True)]):
            found = locator(*countries, sites=sites)
            boxes = [Box(dot.x, dot.y, dot.x, dot.y).grown(4) for dot in found.dots]
            boxes += [dot.label.room for dot in found.dots] + [label.room for label in found.names]
            assert len(found.dots) <= 6
            assert all(holds(Box(0, 0, 320, found.height), box) for box in boxes)
            assert not any(one.meets(other) for index, one in enumerate(boxes) for other in boxes[:index])

    def test_hostile_values_are_only_values(self):
        named = [Named("FR", archive.HOSTILE * 100, "\x00", 10**30, marked=True), Named("DE", "", "", -1)]
        sites = [Site("", "", "", 0), Site("place/nowhere", "x", "", 1), Site("place/paris", "\x00" * 9999, "", 10**30)]
        assert maps.locator(named, sites).dots == ()
        assert math.isfinite(frame_of(maps.locator(named, sites)).width)


@pytest.mark.usefixtures("reference")
class TestOnPages:
    @pytest.fixture
    def far_and_wide(self):
        """Articles about more countries than the checkboxes show."""
        for number, code in enumerate(CODES[:40]):
            archive.article(f"Texte {number}.", title=f"Article {number}", about=[code, "KZ"], days=number)
        archive.shelve()

    @staticmethod
    def areas(page: str) -> dict[str, tuple[str, str]]:
        """The links of the map: by code, the address and the title."""
        found = re.findall(
            r'<a href="([^"]*)" tabindex="-1" class="w\d+[^"]*"><title>(.*?)</title><use href="[^"]*#(..)"', page
        )
        return {code: (href, title) for href, title, code in found}

    def test_the_list_has_all_countries_found_with_what_the_filter_gives(self, client, far_and_wide):
        found = self.areas(archive.page(client.get("/en/")))
        assert set(found) == {*CODES[:40], "KZ"}
        for code in ("KZ", "AD", CODES[39]):
            href, title = found[code]
            count = re.search(r": (\d+) article", title)[1]
            assert f"{count} article" in client.get(f"/en/{href}").content.decode().partition('id="count"')[2][:60]

    def test_a_chosen_country_is_marked_and_its_link_lets_it_go(self, client, far_and_wide):
        page = archive.page(client.get("/en/?q=texte&country=AD&country=KZ"))
        assert self.areas(page)["AD"] == ("?q=texte&amp;country=KZ", "Andorra: 1 article")
        assert self.areas(page)["AF"][0] == "?q=texte&amp;country=AD&amp;country=AF&amp;country=KZ"
        assert page.count('class="w4 in dot"') == 1

    def test_the_map_is_hidden_from_those_who_do_not_see_it(self, client, far_and_wide):
        for path in ("/", "/countries/", "/countries/kz/"):
            page = archive.page(client.get(path))
            drawing = re.search(r'<svg class="map.*?</svg>', page)[0]
            assert 'aria-hidden="true"' in drawing.partition(">")[0]
            assert drawing.count("<a href") == drawing.count('tabindex="-1"')

    def test_it_is_part_of_what_a_filter_renews(self, client, far_and_wide):
        page = client.get("/").content.decode()
        assert '<svg class="map"' in page.partition('id="filters"')[2].partition('class="btn apply"')[0]

    def test_a_search_without_a_country_has_no_map(self, client):
        archive.article("Un texte.", title="Un titre")
        archive.shelve()
        assert '<svg class="map' not in client.get("/").content.decode()

    def test_all_countries_lead_to_their_pages(self, client, far_and_wide):
        found = self.areas(archive.page(client.get("/en/countries/")))
        assert found["KZ"] == ("/en/countries/kz/", "Kazakhstan: 40 articles")
        assert set(found) == {*CODES[:40], "KZ"}

    def test_a_country_is_shown_among_its_neighbours(self, client):
        archive.shelve()
        page = archive.page(client.get("/countries/kz/"))
        assert page.count('class="map near"') == 1 and 'maps/region.svg#KZ"' in page

    def test_an_article_has_its_countries_and_places(self, client):
        astana = archive.entity("astana", "place", country_id="KZ")
        unknown = archive.entity("nulle-part", "place", country_id="KZ")
        own = archive.entity("Kazakhstan", "place", country_id="KZ", is_country=True)
        named = {"astana": astana, "nulle-part": unknown, "Kazakhstan": own}
        found = archive.article("De astana à nulle-part, le Kazakhstan.", named, about=["KZ"])
        page = archive.page(client.get(found.get_absolute_url()))
        drawing = re.search(r'<svg class="map near".*?</section>', page)[0]
        assert f'href="/countries/kz/" tabindex="-1" data-row="{own.pk}"' in drawing
        assert f'href="{astana.get_absolute_url()}" tabindex="-1" data-row="{astana.pk}"' in drawing
        assert "nulle-part" not in drawing.partition("</svg> <ul")[0]

    def test_markup_in_names_is_shown_literally(self, client):
        paris = archive.entity("paris", "place", country_id="FR")
        type(paris).objects.filter(pk=paris.pk).update(name="<b>Paris</b>")
        found = archive.article("À paris.", {"paris": paris}, about=["FR"])
        page = client.get(found.get_absolute_url()).content.decode()
        assert "<b>Paris" not in page and ">&lt;b&gt;Paris&lt;/b&gt;</text>" in page

    @pytest.mark.parametrize("query", ["country=ZZ", "country=ZZ&country=KZ", "country=%3Cb&q=%00", "country=AQ"])
    def test_absurd_filters_give_a_map_or_none(self, client, far_and_wide, query):
        assert client.get(f"/?{query}").status_code == 200

    def test_a_list_with_every_country_stays_light(self, client):
        archive.article("Le monde entier.", title="Le monde", about=CODES)
        archive.shelve()
        page = client.get("/?q=monde").content
        assert len(self.areas(" ".join(page.decode().split()))) == len(CODES)
        assert len(brotli.compress(page)) <= LONGEST

    @pytest.mark.parametrize("path", ["/", "/countries/", "/countries/kz/", "/articles/{}/un-titre/"])
    def test_queries_do_not_grow_with_the_countries(self, client, path):
        counts = []
        for codes in (["KZ", "RU"], ["KZ", "RU", *CODES[:60]]):
            made = archive.article(f"Texte de {len(codes)} pays.", about=codes)
            archive.shelve()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path.format(made.pk)).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]
