using System.Globalization;
using System.IO.Compression;
using System.Text;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Quality;
using Governance.Analytics.Tests.Drift;

namespace Governance.Analytics.Tests.Io;

/// <summary>
/// Files as people export them: separators, decimal marks, thousands and words for missing are read or refused with both readings.
/// </summary>
public sealed class DialectTests
{
    [Theory]
    [InlineData("id;x\n1;100,25\n2;99,5\n", "The file was read with \";\" between columns and \",\" as the decimal mark.")]
    [InlineData("id\tx\n1\t100.25\n2\t99.5\n", "The file was read with tabs between columns.")]
    [InlineData("id|x\r\n1|100.25\r\n2|99.5\r\n", "The file was read with \"|\" between columns.")]
    [InlineData("sep=;\r\nid;x\r\n1;100,25\r\n2;99,5\r\n", "The file was read with \";\" between columns and \",\" as the decimal mark.")]
    [InlineData("\uFEFFid;x\n1;100,25\n2;99,5", "The file was read with \";\" between columns and \",\" as the decimal mark.")]
    [InlineData("id,x\n1,\"100,25\"\n2,\"99,5\"\n", "The file was read with \",\" as the decimal mark.")]
    [InlineData("sep=,\nid,x\n1,100.25\n2,99.5\n", null)]
    [InlineData("id,x\n1,100.25\n2,99.5\n", null)]
    public async Task Read_AnyDialect_GivesTheSameNumbers(string text, string? note)
    {
        var table = await Rows.ReadAsync(text);

        Assert.Equal(["id", "x"], table.SourceColumns);
        Assert.Equal([100.25, 99.5], table.Numbers("x"));
        Assert.Equal(note is null ? [] : [note], table.Notes);
    }

    [Theory]
    // Thousands between points, decimals after commas, as in much of Europe.
    [InlineData("x;y\n1.234,5;1\n-12,25;2\n1.234;3\n1.234.567;4\n7;5\n", 1234.5, -12.25, 1234d, 1234567d, 7d)]
    [InlineData("x,y\n\"1,234.5\",1\n-12.25,2\n\"1,234\",3\n\"1,234,567\",4\n7,5\n", 1234.5, -12.25, 1234d, 1234567d, 7d)]
    // Another column says that points are decimals, so the comma stands between thousands.
    [InlineData("x,y\n\"1,234\",0.5\n7,0.25\n", 1234d, 7d)]
    [InlineData("x,y\n\"1,5e3\",1\n\"0,125\",1\n", 1500d, 0.125)]
    // With commas nowhere, a point is a decimal mark whatever stands between columns.
    [InlineData("x;y\n1.234;1\n2.5;2\n", 1.234, 2.5)]
    public async Task Read_ThousandsAndDecimals_AreToldApart(string text, params double[] expected) =>
        Assert.Equal(expected, (await Rows.ReadAsync(text)).Numbers("x"));

    [Theory]
    [InlineData("x;y\n1,234;1\n2,345;2\n", "1,234 can be 1234 or 1.234", 2)]
    [InlineData("x;y\n1,5;0.25\n", "column \"x\", has 1,5, where the comma is a decimal mark; line 2, column \"y\", has 0.25", 2)]
    [InlineData("sep=;\nx;y\n7;0.25\n1,5;0.75\n", "Line 4, column \"x\", has 1,5", 4)]
    public async Task Read_NumbersThatCanBeReadInTwoWays_AreRefusedWithBoth(string text, string said, long line)
    {
        var refusal = await Rows.RefusalAsync(text);

        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.Equal((TabularErrorKind.UnclearNumber, line), (refusal.Kind, refusal.Line!.Value));
    }

    // A file is told by its first 5,000 rows: whole numbers, or none with quotation marks, and what follows is a decimal comma.
    [Theory]
    [InlineData("id;x\n", "{0};{1}\n", "7", "100,25", 7d, 100.25)]
    [InlineData("id;x\n", "{0};{1}\n", "1.234", "1,5", 1234d, 1.5)]
    [InlineData("id,x\n", "{0},{1}\n", "7", "\"100,25\"", 7d, 100.25)]
    [InlineData("id,x\n", "{0},{1}\n", "7.5", "\"1,234\"", 7.5, 1234d)]
    [InlineData("", "{{\"id\":{0},\"x\":\"{1}\"}}\n", "1.234", "1,5", 1234d, 1.5)]
    public async Task Read_FirstCommaBehindTheRowsThatAreLookedAt_CountsForAllOfThem(
        string header,
        string row,
        string before,
        string late,
        double first,
        double last
    )
    {
        foreach (var (rows, numbers) in new[] { (5_999, 1), (5_200, 800) })
        {
            var text = Late(header, row, before, rows, late, numbers);

            var table = await Rows.ReadAsync(text);
            var sketched = await Rows.ReadAsync(text, new TabularReadOptions { Sketch = true });
            var parts = await TableReader.ReadPartsAsync(
                new MemoryStream(Encoding.UTF8.GetBytes(text)),
                [new TabularReadOptions(), new TabularReadOptions { Only = new HashSet<string> { "x" } }],
                TestContext.Current.CancellationToken
            );
            var typed = await Rows.ReadAsync(text, new TabularReadOptions { Schema = new([new("x", ColumnType.Numeric)]) });

            double[] expected = [.. Enumerable.Repeat(first, rows), .. Enumerable.Repeat(last, numbers)];
            Assert.All([table, parts[0].Table!, parts[1].Table!, typed], t => Assert.Equal(expected, t.Numbers("x")));
            Assert.Equal((0, rows + numbers), (sketched.Find("x")!.Counts.Invalid, sketched.RowCount));
            Assert.Equal(ColumnType.Numeric, sketched.Find("x")!.Type);
        }
    }

    [Theory]
    // Nothing says whether it is a decimal.
    [InlineData("7", "1,234", "Line 6001, column \"x\": 1,234 can be 1234 or 1.234")]
    [InlineData("7.5", "1,25", "Line 6001, column \"x\", has 1,25, where the comma is a decimal mark; line 2, column \"x\", has 7.5")]
    // The first rows have a decimal comma.
    [InlineData("7,5", "12.50", "Line 2, column \"x\", has 7,5, where the comma is a decimal mark; line 6001, column \"x\", has 12.50")]
    [InlineData("7,5", "1,234,567", "line 6001, column \"x\", has 1,234,567")]
    [InlineData(
        "1,234.5",
        "1,25",
        "Line 6001, column \"x\", has 1,25, where the comma is a decimal mark; line 2, column \"x\", has 1,234.5"
    )]
    public async Task Read_LateNumberThatContradictsTheFirst_IsRefusedWithBoth(string before, string late, string said)
    {
        var refusal = await Rows.RefusalAsync(Late("id;x\n", "{0};{1}\n", before, 5_999, late, 1));

        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(TabularErrorKind.UnclearNumber, refusal.Kind);
    }

    [Fact]
    public async Task Read_LateCommaOfAStreamThatIsReadOnce_IsRefused_AndOneAmongTextsIsAText()
    {
        var bytes = Encoding.UTF8.GetBytes(Late("id;x\n", "{0};{1}\n", "7", 5_999, "100,25", 1));

        var refusal = await Assert.ThrowsAsync<TabularFormatException>(() =>
            TableReader.ReadAsync(
                new GZipStream(new MemoryStream(Rows.Gzip(bytes)), CompressionMode.Decompress),
                null,
                TestContext.Current.CancellationToken
            )
        );
        var texts = await Rows.ReadAsync(Late("id;x\n", "{0};{1}\n", "red", 5_999, "1,5", 1));

        Assert.Contains(
            "Line 6001, column \"x\", has 100,25, and the lines up to 5001, by which the file is read",
            refusal.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(["red", "1,5"], texts.Texts("x").Distinct());
    }

    // EUR 1.000 and USD 1,000 are the same number, and not the same amount. The second column says which mark is the decimal one.
    [Theory]
    [InlineData("EUR {0}.000;1,5", "USD {0},000;1.5", "The reference has numbers in EUR, and the current file has numbers in USD.")]
    [InlineData("{0}.000,00 €;1,5", "£{0},000.00;1.5", "The reference has numbers in €, and the current file has numbers in £.")]
    [InlineData("{0}.5%;1.5", "{0}.5;1.5", "The reference has numbers in %, and the current file has numbers without a sign.")]
    [InlineData("{0}.5;1.5", "{0}.5 %;1.5", "The reference has numbers without a sign, and the current file has numbers in %.")]
    [InlineData("{0}.000,00 €;1,5", "EUR {0},000.00;1.5", null)]
    [InlineData("${0}.5;1.5", "CAD {0}.5;1.5", null)]
    [InlineData("{0}.5 kr.;1.5", "SEK {0}.5;1.5", null)]
    [InlineData("EUR {0}.5;1.5", "{0}.5;1.5", null)]
    public async Task Compare_AmountsInAnotherCurrency_AreAFinding(string before, string now, string? said)
    {
        static byte[] Bytes(string row) =>
            Encoding.UTF8.GetBytes(
                "x;y\n"
                    + string.Concat(
                        Enumerable.Range(0, 400).Select(i => string.Format(CultureInfo.InvariantCulture, row, i % 90 + 1) + "\n")
                    )
            );
        var profile = ReferenceProfile.FromTable(await Rows.ReadAsync(Bytes(before)));
        using var saved = new MemoryStream();
        profile.Save(saved);
        saved.Position = 0;
        var current = await Rows.ReadAsync(Bytes(now), new TabularReadOptions { Schema = profile.Schema });

        List<DriftResult> results = [DriftAnalysis.Compare(profile, current), DriftAnalysis.Compare(ReferenceProfile.Load(saved), current)];
        foreach (var exactBytes in new[] { LogComparison.DefaultExactBytes, 0 })
        {
            results.Add(
                await LogComparison.CompareAsync(
                    new MemoryStream(Bytes(before)),
                    new MemoryStream(Bytes(now)),
                    exactBytes: exactBytes,
                    cancellationToken: TestContext.Current.CancellationToken
                )
            );
        }

        Assert.All(
            results,
            result =>
                Assert.Equal(
                    said is null ? [] : [(CheckVerdict.Fail, said)],
                    result.Quality.Where(c => c is { Column: "x", Check: "type_change" }).Select(c => (c.Verdict, c.Reason!))
                )
        );
    }

    private static string Late(string header, string row, string before, int rows, string late, int numbers) =>
        header
        + string.Concat(
            Enumerable
                .Range(0, rows + numbers)
                .Select(i => string.Format(CultureInfo.InvariantCulture, row, i % 300, i < rows ? before : late))
        );

    // jqnatividad/qsv resources/test/boston311-100-bad.tsv: one line of 101 has a tab too many, and all of it became one column.
    [Theory]
    [InlineData("id\tx\n1\t2\n2\t3\t4\n3\t5\n", 3, 2)]
    [InlineData("id;x;y\n1;2,5;3\n2;3,5\n3;5,5;1\n", 2, 3)]
    [InlineData("id|x\n1|a, b\n2|3\n3|4\n4|5|6\n", 3, 2)]
    public async Task Read_OneLineThatIsDividedInAnotherWay_IsNamed_AndDoesNotMakeOneColumnOfAll(string text, int fields, int inHeader)
    {
        var refusal = await Rows.RefusalAsync(text);

        Assert.Contains($"has {fields} fields, but the header has {inHeader}", refusal.Message, StringComparison.Ordinal);
    }

    // tidyverse/readr inst/extdata/whitespace-sample.txt and fwf-sample.txt: columns by spaces. A name of one column may have one, too.
    [Theory]
    [InlineData("first last state phone\nJohn Smith WA 418-Y11-4111\nMary Hartford CA 319-Z19-4341\n", true)]
    [InlineData("John Smith          WA        418-Y11-4111\nMary Hartford       CA        319-Z19-4341\n", true)]
    // Hive's control 1, "^" of HL7, "::" of MovieLens.
    [InlineData("a\u0001b\n1\u00012\n", true)]
    [InlineData("a^b\n1^2\n3^4\n", true)]
    [InlineData("user::movie\n1::1193\n2::661\n", true)]
    [InlineData("ratio a/b\n700\n650\n", false)]
    [InlineData("credit score\n700\n650\n", false)]
    [InlineData("score\n1 000\n2 000\n", false)]
    public async Task Read_OneColumnThatLooksLikeSeveral_IsSaid(string text, bool isSaid)
    {
        var table = await Rows.ReadAsync(text);

        Assert.Single(table.SourceColumns);
        Assert.Equal(
            isSaid,
            table.Notes.Any(n =>
                n.StartsWith("The file was read as one column, \"", StringComparison.Ordinal)
                && n.EndsWith("columns are divided by commas, semicolons, tabs or \"|\".", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task Read_UnclearNumbersOfAnIgnoredColumn_AreNoMatter()
    {
        var roles = ColumnRoles.Default with { Ignore = ["x"] };

        var table = await Rows.ReadAsync("x;y\n1,234;1\n2,345;2\n", new TabularReadOptions { Roles = roles });

        Assert.Equal([1, 2], table.Numbers("y"));
    }

    [Theory]
    [InlineData("name,note\nA,x;y\nB,z;z\n", "x;y", "z;z")]
    [InlineData("name;note\nA;\"1,5 or so\"\nB;2,5 km\n", "1,5 or so", "2,5 km")]
    [InlineData("note\n\"Smith, John\"\n\"Doe, Ann\"\n", "Smith, John", "Doe, Ann")]
    public async Task Read_TextsWithMarks_StayAsTheyWereWritten(string text, params string[] expected) =>
        Assert.Equal(expected, (await Rows.ReadAsync(text)).Texts("note"));

    [Fact]
    public async Task ReadRows_AsTexts_KeepsNumbersAsWritten()
    {
        var rows = new Kept();
        await TableReader.ReadRowsAsync(
            new MemoryStream(Encoding.UTF8.GetBytes("id;x\n1;1.234,5\n")),
            new TabularReadOptions(),
            rows,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(["1", "1.234,5"], rows.Texts);
    }

    /// <summary>Spellings that Arrow and pandas read as null, those of databases, and errors of spreadsheets.</summary>
    [Theory]
    [InlineData("#N/A")]
    [InlineData("#N/A N/A")]
    [InlineData("#NA")]
    [InlineData("#NV")]
    [InlineData("-1.#IND")]
    [InlineData("-1.#QNAN")]
    [InlineData("-NaN")]
    [InlineData("-nan")]
    [InlineData("1.#IND")]
    [InlineData("1.#QNAN")]
    [InlineData("<NA>")]
    [InlineData("N/A")]
    [InlineData("NULL")]
    [InlineData("None")]
    [InlineData("?")]
    [InlineData("-")]
    [InlineData("\\N")]
    [InlineData("#DIV/0!")]
    [InlineData("#VALUE!")]
    [InlineData("#REF!")]
    [InlineData("#NAME?")]
    [InlineData("#NUM!")]
    [InlineData("#NULL!")]
    [InlineData("#ERROR!")]
    [InlineData("#SPILL!")]
    [InlineData("#WERT!")]
    [InlineData("#ÜBERLAUF!")]
    [InlineData("#VALEUR!")]
    [InlineData("#¿NOMBRE?")]
    [InlineData("########")]
    [InlineData(".")]
    [InlineData("NaT")]
    [InlineData("-nan(ind)")]
    [InlineData("(null)")]
    [InlineData("[NULL]")]
    public async Task Read_SpellingOfNull_IsMissingAmongNumbersAndAValueAmongTexts(string spelling)
    {
        var table = await Rows.ReadAsync($"x,t\n1,a\n{spelling},{spelling}\n2,b\n");

        Assert.Equal((ColumnType.Numeric, 1L), (table.Find("x")!.Type, table.Find("x")!.Counts.Missing));
        Assert.Equal(["a", spelling, "b"], table.Texts("t"));
    }

    [Fact]
    public async Task NullSpellings_AreMissingAmongNumbersAndDates()
    {
        foreach (var word in NullSpellings.Words.Where(w => w.Length > 0))
        {
            var table = await Rows.ReadAsync($"x,t\n1,2026-01-01\n\"{word.ToUpperInvariant()}\",{word}\n");

            Assert.Equal((word, 1L, 1L), (word, table.Find("x")!.Counts.Missing, table.Find("t")!.Counts.Missing));
            Assert.IsType<DateTimeColumn>(table.Find("t"));
        }
    }

    [Theory]
    [InlineData(5_000, 1, 1, ColumnType.Numeric)]
    [InlineData(1_000, 50, 50, ColumnType.Numeric)]
    [InlineData(1_000, 60, 60, ColumnType.Categorical)]
    [InlineData(1_000, 60, 1, ColumnType.Numeric)]
    [InlineData(1_000, 900, 3, ColumnType.Numeric)]
    [InlineData(1_000, 900, 4, ColumnType.Categorical)]
    [InlineData(1_000, 1_001, 1, ColumnType.Categorical)]
    [InlineData(200_000, 10, 10, ColumnType.Numeric)]
    [InlineData(20_000, 9_000, 2, ColumnType.Numeric)]
    public async Task Read_AFewWordsAmongNumbers_AreCountedAsInvalidAndNamed(int numbers, int words, int different, ColumnType expected)
    {
        var lines = Enumerable.Range(0, numbers).Select(i => (i * 0.5).ToString(CultureInfo.InvariantCulture)).ToList();
        lines.InsertRange(
            numbers / 2,
            Enumerable.Range(0, words).Select(i => i % different == 0 ? "see note" : $"see note {i % different}")
        );

        var column = (await Rows.ReadAsync("x\n" + string.Join('\n', lines))).Find("x")!;

        Assert.Equal(expected, column.Type);
        if (expected is ColumnType.Numeric)
        {
            Assert.Equal((long)words, column.Counts.Invalid);
            Assert.Equal((numbers / 2) + 2, column.Counts.InvalidLines[0]);
            Assert.Equal("see note", column.Counts.InvalidTexts[0]);
        }
    }

    [Theory]
    [InlineData("x\n", "{0}\n")]
    [InlineData("", "{{\"x\":\"{0}\"}}\n")]
    public async Task Read_WordsAmongNumbers_AreSaid(string header, string row)
    {
        var numbers = Enumerable.Range(0, 400).Select(i => (i * 0.5).ToString(CultureInfo.InvariantCulture)).ToList();
        string Text(params string[] more) =>
            header + string.Concat(numbers.Concat(more).Select(v => string.Format(CultureInfo.InvariantCulture, row, v)));
        var first = header.Length == 0 ? 401 : 402;

        var few = await Rows.ReadAsync(Text("see note"));
        var many = await Rows.ReadAsync(Text([.. Enumerable.Range(0, 100).Select(i => $"A{i}")]));

        Assert.Equal([$"Column \"x\": 400 of 401 values are numbers; \"see note\" in line {first} is not, and is left out."], few.Notes);
        Assert.Equal([$"Column \"x\" was read as text: 400 of 500 values are numbers; \"A0\" in line {first} is not."], many.Notes);
    }

    [Fact]
    public async Task Read_AWordAmongDecimalCommas_StaysAWord()
    {
        var lines = Enumerable.Range(0, 100).Select(i => $"{i};{i},5\n").ToList();
        lines.Insert(50, "100;k. A.\n");

        var table = await Rows.ReadAsync("id;x\n" + string.Concat(lines));

        Assert.Equal(0.5, table.Numbers("x")[0]);
        Assert.Equal((1, 52), (table.Find("x")!.Counts.Invalid, table.Find("x")!.Counts.InvalidLines[0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public async Task Read_AFewOtherValuesAmongDates_AreInvalid(int copies)
    {
        var days = Enumerable.Range(0, 30).SelectMany(i => Enumerable.Repeat($"2026-01-{i + 1:00}", copies));

        var table = await Rows.ReadAsync("day\n" + string.Join('\n', days.Append("0000-00-00").Append("NaT")));

        var column = Assert.IsType<DateTimeColumn>(table.Find("day"));
        Assert.Equal((1, 1, "0000-00-00"), (column.Counts.Missing, column.Counts.Invalid, column.Counts.InvalidTexts[0]));
    }

    [Theory]
    [InlineData("x,t\n1,a\n-999,-999\n unk ,unk\n2,b\n")]
    [InlineData("{\"x\":1,\"t\":\"a\"}\n{\"x\":-999,\"t\":\"-999\"}\n{\"x\":\"unk\",\"t\":\"unk\"}\n{\"x\":2,\"t\":\"b\"}\n")]
    public async Task Read_DeclaredNullValues_AreMissingInEveryColumn(string text)
    {
        var table = await Rows.ReadAsync(text, new TabularReadOptions { NullValues = ["-999", "unk"] });

        Assert.Equal([1, double.NaN, double.NaN, 2], table.Numbers("x"));
        Assert.Equal(["a", null, null, "b"], table.Texts("t"));
        Assert.Equal((2, 2), (table.Find("x")!.Counts.Missing, table.Find("t")!.Counts.Missing));
    }

    /// <summary>A stable stream with one word in its reference, and one that lost a third of its values to a word.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(LogComparison.DefaultExactBytes)]
    public async Task Compare_WordsAmongNumbers_NeitherHideNorMakeDrift(long exact)
    {
        string Log(int seed, double shift, int words) =>
            "x\n"
            + string.Concat(DriftAnalysisTests.Normal(seed, 3_000, shift).Select(v => v.ToString("R", CultureInfo.InvariantCulture) + "\n"))
            + string.Concat(Enumerable.Repeat("k. A.\n", words));

        var stable = await CompareAsync(Log(1, 0, 1), Log(2, 0, 0), exact);
        var moved = await CompareAsync(Log(1, 0, 1), Log(2, 0.4, 3), exact);
        var lost = await CompareAsync(Log(1, 0, 1), Log(2, 0, 1_500), exact);
        var both = await CompareAsync(Log(1, 0, 1_500), Log(2, 0, 1_500), exact);

        Assert.Equal((DriftVerdict.Stable, ColumnType.Numeric), (stable.Verdict, stable.Type));
        Assert.Equal(DriftVerdict.Moderate, moved.Verdict);
        Assert.Equal(
            (DriftVerdict.Major, "1500 of 4500 rows have no usable value, against 1 of 3001 in the reference."),
            (lost.Verdict, lost.Reason)
        );
        Assert.Equal((DriftVerdict.Stable, 1_500L), (both.Verdict, both.Reference.Invalid));
    }

    /// <summary>
    /// The same figures, to the last bit, whether a currency stands beside a number or not; of percentages all but the scale.
    /// </summary>
    [Theory]
    [InlineData("{0} €", 0)]
    [InlineData("CHF {0}", LogComparison.DefaultExactBytes)]
    [InlineData("({0})", 0)]
    [InlineData("{0}%", LogComparison.DefaultExactBytes)]
    [InlineData("{0} %", 0)]
    public async Task Compare_NumbersInADress_GiveTheDriftOfTheNumbers(string dress, long exact)
    {
        string Log(int seed, double shift, string form) =>
            "x\n"
            + string.Concat(
                DriftAnalysisTests
                    .Normal(seed, 3_000, shift + 100)
                    .Select(v => string.Format(CultureInfo.InvariantCulture, form, v.ToString("F4", CultureInfo.InvariantCulture)) + "\n")
            );

        var plain = await CompareAsync(Log(1, 0, dress == "({0})" ? "-{0}" : "{0}"), Log(2, 0.4, dress == "({0})" ? "-{0}" : "{0}"), exact);
        var dressed = await CompareAsync(Log(1, 0, dress), Log(2, 0.4, dress), exact);

        Assert.Equal((DriftVerdict.Moderate, plain.Verdict), (dressed.Verdict, dressed.Verdict));
        Assert.Equal(plain.Psi, dressed.Psi);
        Assert.Equal(plain.KolmogorovSmirnov, dressed.KolmogorovSmirnov);
    }

    [Fact]
    public async Task Read_CodesWithAFewWords_StayCategories()
    {
        var lines = Enumerable.Range(0, 400).Select(i => i % 40 == 0 ? "4 or more" : (i % 4).ToString(CultureInfo.InvariantCulture));

        Assert.Equal(ColumnType.Categorical, (await Rows.ReadAsync("x\n" + string.Join('\n', lines))).Find("x")!.Type);
    }

    /// <summary>The same data in two spellings gives the same drift, whichever side is written how, by both ways of reading.</summary>
    [Fact]
    public async Task Compare_DecimalCommas_GiveTheDriftOfDecimalPoints()
    {
        var points = (Log(100, ".", ","), Log(160, ".", ","));
        var commas = (Log(100, ",", ";"), Log(160, ",", ";"));
        foreach (var exact in new[] { 0, LogComparison.DefaultExactBytes })
        {
            var expected = await CompareAsync(points.Item1, points.Item2, exact);
            Assert.Equal(DriftVerdict.Major, expected.Verdict);
            foreach (var (before, now) in new[] { commas, (points.Item1, commas.Item2), (commas.Item1, points.Item2) })
            {
                var actual = await CompareAsync(before, now, exact);
                Assert.Equal((expected.Verdict, expected.Psi), (actual.Verdict, actual.Psi));
            }
        }
    }

    private static async Task<DriftFeature> CompareAsync(string before, string now, long exact) =>
        Assert.Single(
            (
                await LogComparison.CompareAsync(
                    new MemoryStream(Encoding.UTF8.GetBytes(before)),
                    new MemoryStream(Encoding.UTF8.GetBytes(now)),
                    exactBytes: exact,
                    cancellationToken: TestContext.Current.CancellationToken
                )
            ).Features,
            f => f.Name == "x"
        );

    private static string Log(double mean, string mark, string separator)
    {
        var text = new StringBuilder($"x{separator}kind\n");
        foreach (var x in DriftAnalysisTests.Normal(7, 400, 0))
        {
            var number = (mean + (10 * x)).ToString("F2", CultureInfo.InvariantCulture).Replace(".", mark, StringComparison.Ordinal);
            text.Append(number).Append(separator).Append("a\n");
        }

        return text.ToString();
    }

    private sealed class Kept : IRowTexts
    {
        public List<string> Texts { get; } = [];

        public void AddColumn(string name) { }

        public void AddRow(RowTexts row)
        {
            for (var i = 0; i < 2; i++)
            {
                Texts.Add(Encoding.UTF8.GetString(row[i]));
            }
        }
    }
}
