using System.Globalization;

namespace Governance.Domain.Documents;

/// <summary>What a field of a record says: words, or measures.</summary>
/// <param name="Text">Words; null where there are only measures.</param>
/// <param name="Measures">Measured values.</param>
public sealed record RecordValue(string? Text, IReadOnlyList<RecordMeasure> Measures)
{
    /// <summary>
    /// The words as sentences of the portal, with what others wrote in their places, so that a document can say them in its language.
    /// Empty where all of <see cref="Text"/> was written by others.
    /// </summary>
    public IReadOnlyList<FormattableString> Sentences { get; init; } = [];

    /// <summary>What stands between the sentences.</summary>
    public string Between { get; init; } = ", ";

    /// <summary>Figures that the words state: whoever compares figures need not read them in sentences.</summary>
    public IReadOnlyList<RecordFigure> Figures { get; init; } = [];

    /// <summary>Words that others wrote.</summary>
    public static RecordValue Of(string text) => new(text, []);

    /// <summary>Measures.</summary>
    public static RecordValue Of(IReadOnlyList<RecordMeasure> measures) => new(null, measures);

    /// <summary>Words of the portal.</summary>
    public static RecordValue Of(PortalWords words) => Of(", ", [$"{words}"]);

    /// <summary>Sentences of the portal.</summary>
    /// <param name="between">What stands between them.</param>
    /// <param name="sentences">The sentences; words of the portal in their places are <see cref="PortalWords"/>.</param>
    public static RecordValue Of(string between, IReadOnlyList<FormattableString> sentences) =>
        new(string.Join(between, sentences.Select(s => s.ToString(CultureInfo.InvariantCulture))), [])
        {
            Sentences = sentences,
            Between = between,
        };
}
