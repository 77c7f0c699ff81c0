using System.Globalization;
using System.Text.Json;
using Governance.Domain.Cards;
using Governance.Domain.Documents;
using Governance.Localisation;
using Governance.Reporting.Cards;

namespace Governance.Reporting.Tests.Cards;

/// <summary>Lines of a card as people read them.</summary>
public sealed class CardLinesTests
{
    [Theory]
    [InlineData("age_band", "age band: Recall: 0.810, 204 rows", "Altersgruppe: ")]
    [InlineData("sex|age_band", "sex and age band: Recall: 0.810, 204 rows", "Geschlecht und Altersgruppe: ")]
    [InlineData("segment", "segment: Recall: 0.810, 204 rows", "segment: ")]
    public void MeasuredLine_NamesColumnsInWords(string column, string english, string germanStart)
    {
        var field = Field([$"{new PortalColumns(column)}: {Measured()}"]);

        Assert.Equal(english, Assert.Single(CardLines.Say(field)));

        using var german = Languages.Use("de");

        Assert.StartsWith(germanStart, Assert.Single(CardLines.Say(field)), StringComparison.Ordinal);
        Assert.EndsWith(": 0,810, 204 Zeilen", Assert.Single(CardLines.Say(field)), StringComparison.Ordinal);
    }

    /// <summary>A card that was submitted before its lines were kept as sentences has them in English alone.</summary>
    [Fact]
    public void LineOfBefore_IsShownAsItWasStored()
    {
        using var german = Languages.Use("de");
        var field = Field([]) with { Lines = ["service 1 (training), SHA-256 00", "Owner"] };

        Assert.Equal(field.Lines, CardLines.Say(field));
    }

    [Fact]
    public void Sentence_WrittenAndReadAgain_SaysTheSame_AndItsNamesStayNames()
    {
        FormattableString dataset = $"{"Service"} {"1"} ({new PortalWords("training")}), SHA-256 {"00"}";
        FormattableString line = $"{new PortalColumns("age_band")}: {Measured()}";

        var read = new[] { dataset, line }
            .Select(s => SentenceJson.Read(JsonDocument.Parse(SentenceJson.Write(s).ToJsonString()).RootElement))
            .ToList();

        Assert.Equal(
            new[] { dataset, line }.Select(s => s.ToString(CultureInfo.InvariantCulture)),
            read.Select(s => s.ToString(CultureInfo.InvariantCulture))
        );
        using var german = Languages.Use("de");
        var said = CardLines.Say(Field([.. read]));
        Assert.StartsWith("Service 1 (Training), SHA-256 00", said[0], StringComparison.Ordinal);
        Assert.StartsWith("Altersgruppe: ", said[1], StringComparison.Ordinal);
    }

    private static FormattableString Measured()
    {
        FormattableString value = $"{new PortalWords("Recall")}: {new PortalWords("0.810")}";
        FormattableString rows = $"{new PortalWords("204")} rows";
        return $"{value}, {rows}";
    }

    private static FieldValue Field(IReadOnlyList<FormattableString> sentences) =>
        new(
            "fairness",
            "Fairness",
            "Evaluation",
            FieldStatus.FilledFromRecord,
            [.. sentences.Select(s => s.ToString(CultureInfo.InvariantCulture))],
            []
        )
        {
            Sentences = sentences,
        };
}
