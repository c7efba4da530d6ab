"""Roster files as spreadsheets and schools' systems write them, read without a database."""

import csv
import io
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.classrooms.names import are_alike, in_order
from learn.classrooms.roster.comparing import Known, compare
from learn.classrooms.roster.decoding import MOST_BYTES, decoded
from learn.classrooms.roster.headers import recognised
from learn.classrooms.roster.refusal import RefusedError
from learn.classrooms.roster.sheets import Person, read_roster, sheet_from
from learn.classrooms.roster_words import refusal, told

pytestmark = pytest.mark.one_database

HEAD = "name,email,student number,section\n"


def read(text: str):
    return read_roster(text.encode())


def refused(data: bytes | str) -> str:
    with pytest.raises(RefusedError) as caught:
        read_roster(data.encode() if isinstance(data, str) else data)
    words = refusal(caught.value)
    assert "%(" not in words
    return caught.value.code


def problems(text: str) -> list[tuple[int, str, str]]:
    found = read(text).problems
    for problem in found:
        said = told(problem)
        assert said.what
        assert said.remedy
        assert "%(" not in said.what + said.remedy
    return [(each.row, each.column, each.code) for each in found]


ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with mark": lambda text: text.encode("utf-8-sig"),
    "utf-16 le": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16 be": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "windows-1252": lambda text: text.encode("cp1252"),
}


class TestDecoding:
    @pytest.mark.parametrize("encoding", ENCODINGS)
    def test_names_come_out_as_they_were(self, encoding: str) -> None:
        text = "name;email\nZoë Muñoz–O’Brien;zoe@example.org\n"
        (person,) = read_roster(ENCODINGS[encoding](text)).persons
        assert person.name == "Zoë Muñoz–O’Brien"

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "empty"),
            (b"\xef\xbb\xbf \r\n\r\n", "empty"),
            (b",,,\r\n,,,\r\n", "empty"),
            (b"PK\x03\x04rest", "workbook"),
            (b"\xd0\xcf\x11\xe0rest", "workbook"),
            (b"%PDF-1.7", "pdf"),
            (b"{\\rtf1", "document"),
            (b"\x89PNG\r\n", "picture"),
            ("name,email\na,b".encode("utf-16-le"), "not_text"),
            (b"name,email\n\x81\x8d\x8f,\xff", "not_text"),
            (b"\xff\xfea", "not_text"),
            (b"x" * (MOST_BYTES + 1), "too_large"),
            ("name,email\n" + "a,a@b.cd\n" * 5001, "too_many_rows"),
            ('name,email\n"Jane,jane@example.org\nJoe,joe@example.org\n', "quotes"),
            ("name,email\n", "only_headings"),
            ("name,section\nJane,A\n", "no_key_column"),
            ("email,section\na@b.cd,A\n", "no_name_column"),
            ("name,email,email\nJane,a@b.cd,c@d.ef\n", "column_twice"),
            ("Jane,Doe\nRichard,Roe\n", "no_headings"),
            ("Jane,Doe,a@b.cd\nRichard,Roe,c@d.ef\n", "no_headings"),
            ("Prenom,Groupe\nJane,2\n", "no_headings"),
        ],
    )
    def test_what_cannot_be_read_is_refused_in_words(self, data, code: str) -> None:
        assert refused(data) == code

    def test_five_thousand_rows_are_read(self) -> None:
        text = HEAD + "".join(f"Student {each},s{each}@example.org,{each + 10_000},A\n" for each in range(5000))
        assert len(read(text).persons) == 5000


class TestTables:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_every_delimiter_and_line_end(self, delimiter: str, end: str) -> None:
        rows = [["Name", "E-Mail", "Group"], ['"Doe, Jane"', "j@example.org", '"A; B"'], ["Roe", "r@example.org", ""]]
        (jane, roe) = read(end.join(delimiter.join(row) for row in rows)).persons
        assert (jane.name, jane.sort_name, jane.email, jane.section) == (
            "Jane Doe",
            "Doe, Jane",
            "j@example.org",
            "A; B",
        )
        assert (jane.row, roe.row) == (2, 3)

    def test_names_with_commas_do_not_hide_the_semicolons(self) -> None:
        (person,) = read("Name;Email;Section\nDoe, Jane;j@example.org;A\n").persons
        assert (person.name, person.section) == ("Jane Doe", "A")

    def test_excels_quirks(self) -> None:
        text = (
            "sep=;\r\n"
            "Student Name;Student ID;E-mail Address;Lab Group;;;\r\n"
            ";;;;;;\r\n"
            '"Jane\r\n Doe";="00123";JANE@Example.org\u00a0;\u00a0A ;;;\r\n'
            "\r\n"
            "Ro\u200bn Roe;'00124;ron@example.org;;;;\r\n"
            'Pat \u2019t Hooft;;"\'=pat@example.org";A\r\n'
        )
        sheet = read(text)
        assert [(each.row, each.name, each.number, each.email, each.section) for each in sheet.persons] == [
            (3, "Jane Doe", "00123", "jane@example.org", "A"),
            (5, "Ron Roe", "00124", "ron@example.org", ""),
            (6, "Pat ’t Hooft", "", "=pat@example.org", "A"),
        ]
        assert sheet.problems == []

    @pytest.mark.parametrize(
        ("headings", "meanings"),
        [
            ("Last Name,First Name,Email Address", {"last": 0, "first": 1, "email": 2}),
            ("SURNAME;Given names;Id number", {"last": 0, "first": 1, "number": 2}),
            ("Student,ID,SIS User ID,SIS Login ID,Section", {"name": 0, "number": 2, "section": 4}),
            ("section,e_mail,NAME,comment", {"section": 0, "email": 1, "name": 2}),
            ("Matriculation-No.,“Name”", {"number": 0, "name": 1}),
        ],
    )
    def test_headings_in_any_order_and_case(self, headings: str, meanings: dict[str, int]) -> None:
        assert recognised(headings.replace(";", ",").split(",")) == meanings

    def test_other_columns_are_told_and_left(self) -> None:
        sheet = read("Nickname,Name,Email,Shoe size\nJ,Jane,j@example.org,40\n")
        assert sheet.ignored == ["Nickname", "Shoe size"]
        assert sheet.columns == {"name": "Name", "email": "Email"}

    def test_without_headings_what_is_beyond_doubt_is_told_from_the_cells(self) -> None:
        sheet = read("Jane Doe;j@example.org;1001\nRon Roe;r@example.org;1002\n")
        assert sheet.is_guessed
        assert [(each.row, each.name, each.email, each.number) for each in sheet.persons] == [
            (1, "Jane Doe", "j@example.org", "1001"),
            (2, "Ron Roe", "r@example.org", "1002"),
        ]


class TestRows:
    @pytest.mark.parametrize(
        ("row", "problem"),
        [
            (",j@example.org,1,A", (2, "name", "no_name")),
            ("j@example.org,j@example.org,1,A", (2, "name", "name_is_address")),
            ("Jane,jane.example.org,1,A", (2, "email", "no_address")),
            ("Jane,jane@example,1,A", (2, "email", "no_address")),
            ("Jane,,1.23457E+11,A", (2, "number", "scientific")),
            ('Jane,,"1,23457E+11",A', (2, "number", "scientific")),
            ("Jane,,123457.0,A", (2, "number", "decimal")),
            ('Jane,,"123457,00",A', (2, "number", "decimal")),
            ("Jane,,,A", (2, "", "no_key")),
            ("Doe, Jane,j@example.org,1,A", (2, "", "extra_cells")),
            (f"{'J' * 121},j@example.org,1,A", (2, "name", "too_long")),
            (f"Jane,j@example.org,{'1' * 41},A", (2, "number", "too_long")),
            (f"Jane,j@example.org,1,{'A' * 121}", (2, "section", "too_long")),
        ],
    )
    def test_what_is_wrong_with_a_row_is_said(self, row: str, problem: tuple[int, str, str]) -> None:
        assert problems(HEAD + row + "\nRon,r@example.org,2,A\n") == [problem]
        assert [each.name for each in read(HEAD + row + "\nRon,r@example.org,2,A\n").persons] == ["Ron"]

    def test_an_address_or_number_that_stands_twice_names_both_rows(self) -> None:
        text = (
            HEAD + "Jane,j@example.org,1,A\nJon,J@example.org,2,A\nRon,r@example.org,3,A\nRob,,3,A\nPat,,4,\nPat,,4,\n"
        )
        sheet = read(text)
        assert [(each.row, each.column, each.code, each.other_row) for each in sheet.problems] == [
            (2, "email", "twice", 3),
            (3, "email", "twice", 2),
            (4, "number", "twice", 5),
            (5, "number", "twice", 4),
            (7, "", "repeated", 6),
        ]
        assert [each.row for each in sheet.persons] == [6]
        assert "row 3" in told(sheet.problems[0]).what

    @pytest.mark.parametrize(
        ("name", "said", "sort_name"),
        [
            ("Doe, Jane", "Jane Doe", "Doe, Jane"),
            ("Jane Doe", "Jane Doe", "Jane Doe"),
            ("Jane Doe, RN", "Jane Doe, RN", "Jane Doe, RN"),
            ("Doe, Jr., John", "Doe, Jr., John", "Doe, Jr., John"),
            (", Jane", ", Jane", ", Jane"),
        ],
    )
    def test_family_name_first_is_turned_round(self, name: str, said: str, sort_name: str) -> None:
        assert in_order(name) == (said, sort_name)

    def test_names_alike_share_a_word(self) -> None:
        assert are_alike("José Muñoz", "MUNOZ, Pepe")
        assert not are_alike("Jane Doe", "Ron Roe")
        assert not are_alike("J. Doe", "J. Roe")


def known(person: int, name: str, **values) -> Known:
    fields = {"sort_name": name, "email": "", "number": "", "section": ""} | values
    return Known(enrollment_id=UUID(int=person), name=name, **fields)


class TestComparing:
    def test_what_is_new_changed_the_same_and_absent(self) -> None:
        jane = known(1, "Jane Doe", sort_name="Doe, Jane", email="j@example.org", number="1", section="A")
        ron, eve = known(2, "Ron Roe", number="2"), known(3, "Eve", number="3")
        gone = known(4, "Gus", number="4", is_ended=True)
        persons = [
            Person(2, "Jane Doe", "Jane Doe", "J@EXAMPLE.ORG".lower(), "", ""),
            Person(3, "Ronald Roe", "Roe, Ronald", "r@example.org", "2", "b"),
            Person(4, "New", "New", "n@example.org"),
            Person(5, "Gus", "Gus", "", "4"),
        ]
        found = compare(persons, [jane, ron, eve, gone], ["A", "B"])
        assert found.unchanged == [jane]
        (change,) = found.changed
        assert change.became == {
            "name": "Ronald Roe",
            "sort_name": "Roe, Ronald",
            "email": "r@example.org",
            "section": "b",
        }
        assert found.new == [persons[2]]
        assert found.absent == [eve]
        assert found.ended == [gone]
        assert found.new_sections == []

    def test_who_joined_without_address_or_number_is_found_by_a_name_that_is_the_only_one(self) -> None:
        person = Person(2, "Zoe Munoz", "Munoz, Zoe", "z@example.org")
        came = known(1, "Zoë Muñoz", has_come=True)
        (change,) = compare([person], [came], []).changed
        assert change.by_name
        assert compare([person], [came, known(2, "Zoe Munoz", number="9")], []).new == [person]
        assert compare([person], [known(1, "Zoë Muñoz", has_come=False)], []).new == [person]

    def test_rows_that_cannot_be_for_who_is_in_the_class(self) -> None:
        jane, ron = known(1, "Jane", email="j@example.org"), known(2, "Ron", number="2")
        ines = known(3, "Ines", email="i@example.org", is_student=False)
        persons = [
            Person(2, "Jane", "Jane", "j@example.org", "2"),
            Person(3, "Ines", "Ines", "i@example.org"),
            Person(4, "Ron", "Ron", "", "2"),
        ]
        found = compare(persons, [jane, ron, ines], [])
        assert [(each.row, each.code) for each in found.clashes] == [(2, "two_people"), (3, "teaches")]
        for clash in found.clashes:
            assert "%(" not in told(clash).what
        assert found.unchanged == [ron]
        same = known(5, "Sam", email="s@example.org", number="5")
        twice = [Person(2, "Sam", "Sam", "s@example.org"), Person(3, "Sam", "Sam", "", "5")]
        assert [each.code for each in compare(twice, [same], []).clashes] == ["same_person"]

    def test_the_digest_tells_two_comparisons_apart(self) -> None:
        person = Person(2, "Jane", "Jane", "j@example.org")
        assert compare([person], [], []).digest == compare([person], [], []).digest
        assert compare([person], [], []).digest != compare([person], [known(1, "Eve")], []).digest


# Letters that Windows-1252 has; nothing that a tidy cell would lose or that means something in a roster.
LETTERS = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäöüßéèñøÅ’-.'\";,|&() "),
    min_size=1,
    max_size=20,
)
NAMES = LETTERS.map(lambda text: f"Q{text}".replace(",", " ")).map(lambda text: " ".join(text.split()))
SECTIONS = LETTERS.map(lambda text: " ".join(f"S{text}".split())) | st.just("")


@given(
    people=st.lists(st.tuples(NAMES, SECTIONS), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(sorted(ENCODINGS)),
    end=st.sampled_from(["\n", "\r\n"]),
    has_sep=st.booleans(),
    order=st.permutations(["Name", "E-mail", "Student No.", "Section"]),
    blank=st.integers(0, 3),
)
def test_what_any_spreadsheet_wrote_comes_out_the_same(people, delimiter, encoding, end, has_sep, order, blank) -> None:
    rows = [
        {"Name": name, "E-mail": f"s{place}@example.org", "Student No.": f"{place:04}", "Section": section}
        for place, (name, section) in enumerate(people)
    ]
    file = io.StringIO()
    if has_sep:
        file.write(f"sep={delimiter}{end}")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end)
    writer.writerow(order)
    for row in rows:
        writer.writerows([[]] * blank)
        writer.writerow([row[each] for each in order] + [""] * blank)
    sheet = read_roster(ENCODINGS[encoding](file.getvalue()))
    assert sheet.problems == []
    assert [
        {"Name": each.name, "E-mail": each.email, "Student No.": each.number, "Section": each.section}
        for each in sheet.persons
    ] == rows
    assert [each.row for each in sheet.persons] == [2 + blank + place * (blank + 1) for place in range(len(rows))]
    assert sheet_from(sheet.as_data()) == sheet


@given(data=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_whatever_the_file_it_is_read_or_refused(data: bytes) -> None:
    try:
        sheet = read_roster(data)
    except RefusedError as error:
        assert refusal(error)
    else:
        assert all(told(problem).what for problem in sheet.problems)


@given(data=st.binary(max_size=100))
def test_text_is_text_or_refused(data: bytes) -> None:
    try:
        assert "\x00" not in decoded(data)
    except RefusedError:
        pass
