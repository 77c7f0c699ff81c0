using System.Globalization;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Io;

/// <summary>
/// Numbers as spreadsheets and ledgers write them. Each column is written from plain numbers, so the right values are those; the texts are
/// what Excel in the formats of de-CH, fr-FR, en-IN, ar-EG and ja-JP, SAP and Fortran show.
/// </summary>
public sealed class DressedNumberTests
{
    private static readonly double[] s_values = [.. Enumerable.Range(0, 40).Select(i => ((i * 3_456_789) - 60_000_000) / 100.0)];

    public static TheoryData<string> Forms =>
        [
            "$0",
            "US$ 0",
            "0 €",
            "€0",
            "£0",
            "CHF 0",
            "0 EUR",
            "Fr. 0",
            "'0",
            "'0'",
            "=\"0\"",
            "(0)",
            "0-",
            "−0",
            "de-CH",
            "fr-FR",
            "sv-SE",
            "ja-JP",
            "ar-EG",
            "fortran",
        ];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Read_NumbersInAnyDress_AreTheNumbers_AndOneIsShown(string form)
    {
        var lines = s_values.Select(v => $"{Written(v, form)}\tz");

        var table = await Rows.ReadAsync("x\tt\n" + string.Join('\n', lines));
        var json = await Rows.ReadAsync(
            string.Join('\n', s_values.Select(v => $"{{\"x\":{System.Text.Json.JsonSerializer.Serialize(Written(v, form))}}}"))
        );

        Assert.Equal(s_values, table.Numbers("x"));
        Assert.Equal(s_values, json.Numbers("x"));
        Assert.Contains(
            table.Notes,
            n => n.StartsWith("Column \"x\": \"", StringComparison.Ordinal) && n.Contains("as the number -", StringComparison.Ordinal)
        );
    }

    [Theory]
    // Excel in de-DE and en-IN; between semicolons and in quotation marks.
    [InlineData("x;y\n", "{0} €;1\n", "de-DE")]
    [InlineData("x;y\n", "{0} %;1\n", "de-DE")]
    [InlineData("x;y\n", "{0};1\n", "en-IN")]
    [InlineData("x,y\n", "\"₹ {0}\",1\n", "en-IN")]
    [InlineData("x,y\n", "\"${0}\",1\n", "en-US")]
    [InlineData("", "{{\"x\":\"{0}\"}}\n", "de-DE")]
    [InlineData("", "{{\"x\":\"{0}\"}}\n", "en-US")]
    public async Task Read_MarksWithinADress_AreThoseOfTheFile(string header, string row, string culture)
    {
        var format = CultureInfo.GetCultureInfo(culture);

        var table = await Rows.ReadAsync(
            header + string.Concat(s_values.Select(v => string.Format(CultureInfo.InvariantCulture, row, v.ToString("N2", format))))
        );

        Assert.Equal(
            s_values,
            row.Contains('%', StringComparison.Ordinal) ? table.Numbers("x").Select(v => Math.Round(v * 100, 2)) : table.Numbers("x")
        );
    }

    // Excel holds 12.5% as 0.125.
    [Fact]
    public async Task Read_Percentages_AreHundredths()
    {
        var table = await Rows.ReadAsync("x\n" + string.Join('\n', Enumerable.Range(0, 30).Select(i => $"{i}.5%")));

        Assert.Equal(Enumerable.Range(0, 30).Select(i => double.Parse($"{i}.5e-2", CultureInfo.InvariantCulture)), table.Numbers("x"));
        Assert.Equal(["Column \"x\": \"0.5%\" in line 2 was read as the number 0.005, and others like it."], table.Notes);
    }

    [Fact]
    public async Task Read_TwoUnitsInAColumn_AreNotOneNumber()
    {
        string Column(string other, int rare) =>
            "x\n"
            + string.Join(
                '\n',
                Enumerable
                    .Range(0, 200)
                    .Select(i =>
                        i % rare == 1 ? $"{i}{other}"
                        : other == "%" ? $"{i}"
                        : $"{i} €"
                    )
            );

        var few = await Rows.ReadAsync(Column(" $", 100));
        var many = await Rows.ReadAsync(Column(" $", 2));
        var percent = await Rows.ReadAsync(Column("%", 2));

        Assert.Equal(
            (ColumnType.Numeric, 2L, "1 $"),
            (few.Find("x")!.Type, few.Find("x")!.Counts.Invalid, few.Find("x")!.Counts.InvalidTexts[0])
        );
        Assert.Equal(ColumnType.Categorical, many.Find("x")!.Type);
        Assert.Equal(["Column \"x\" was read as text: 100 of 200 values are numbers; \"1 $\" in line 3 is not."], many.Notes);
        Assert.Equal(["Column \"x\" was read as text: 100 of 200 values are numbers; \"1%\" in line 3 is not."], percent.Notes);
    }

    [Fact]
    public async Task Read_PercentSignsThatComeAndGo_WhereTheReferenceHasNumbers_AreRefused()
    {
        var schema = new TableSchema([new ColumnSchema("x", ColumnType.Numeric)]);

        var refusal = await Rows.RefusalAsync("x\n12.5%\n13\n14%\n", new TabularReadOptions { Schema = schema });

        Assert.Contains("Column \"x\" has 12.5% and numbers without a percent sign", refusal.Message, StringComparison.Ordinal);
        Assert.Equal<double[]>(
            [0.125, 0.14],
            (await Rows.ReadAsync("x\n12.5%\n14%\n", new TabularReadOptions { Schema = schema })).Numbers("x")
        );
    }

    [Theory]
    // A few values are categories, with or without a sign.
    [InlineData("10%", "20%", "30%")]
    [InlineData("1-", "2+", "2-")]
    [InlineData("12-34-56", "10.0.0.1", "1 2345")]
    [InlineData("+49 170 123 456", "+49 171 234 567", "5.-")]
    public async Task Read_WhatOnlyLooksLikeNumbers_StaysText(params string[] values) =>
        Assert.Equal(values, (await Rows.ReadAsync("x\n" + string.Join('\n', values))).Texts("x"));

    [Fact]
    public async Task Read_NumbersWithAUnitBehind_AreSaid()
    {
        var table = await Rows.ReadAsync("x\n" + string.Join('\n', Enumerable.Range(0, 30).Select(i => $"{i}.5 kg")));

        Assert.Equal(
            [
                "Column \"x\" was read as text: its values are numbers with \"kg\" behind them. Write the numbers alone to "
                    + "have them compared.",
            ],
            table.Notes
        );
    }

    private static string Written(double value, string form)
    {
        var plain = value.ToString("0.00", CultureInfo.InvariantCulture);
        return form switch
        {
            "(0)" => value < 0 ? $"({plain[1..]})" : plain,
            "0-" => value < 0 ? $"{plain[1..]}-" : plain,
            "−0" => plain.Replace('-', '−'),
            "de-CH" => value.ToString("N2", new NumberFormatInfo { NumberGroupSeparator = "’" }),
            "fr-FR" => value.ToString("N2", new NumberFormatInfo { NumberGroupSeparator = "\u202f" }),
            "sv-SE" => value.ToString("N2", new NumberFormatInfo { NumberGroupSeparator = "\u00a0" }),
            "ja-JP" => string.Concat(plain.Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + '０') : c)),
            "ar-EG" => string.Concat(
                plain.Select(c =>
                    char.IsAsciiDigit(c) ? (char)(c - '0' + '٠')
                    : c == '.' ? '٫'
                    : c
                )
            ),
            "fortran" => value.ToString("0.0000000000E+00", CultureInfo.InvariantCulture).Replace('E', 'D'),
            _ => form.Replace("0", plain, StringComparison.Ordinal),
        };
    }
}
