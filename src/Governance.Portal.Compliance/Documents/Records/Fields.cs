using System.Globalization;
using Governance.Domain.Documents;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>Collects the fields of a row; what has no value is left out, so that a document never prints an empty claim.</summary>
internal sealed class Fields
{
    /// <summary>How records write times.</summary>
    public const string TimeFormat = "d MMM yyyy, HH:mm 'UTC'";

    private readonly Dictionary<string, RecordValue> _values = new(StringComparer.Ordinal);

    public bool Any => _values.Count > 0;

    public IReadOnlyDictionary<string, RecordValue> Row => _values;

    public Fields Text(string field, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            _values[field] = RecordValue.Of(text.Trim());
        }

        return this;
    }

    public Fields List(string field, IEnumerable<string> items) => Text(field, string.Join(", ", items));

    /// <summary>Words of the portal, which a document says in its language.</summary>
    public Fields Said(string field, string? words)
    {
        if (!string.IsNullOrWhiteSpace(words))
        {
            _values[field] = RecordValue.Of(new PortalWords(words.Trim()));
        }

        return this;
    }

    /// <summary>A sentence of the portal with what others wrote in it.</summary>
    public Fields Sentence(string field, FormattableString sentence) => Sentences(field, "", [sentence]);

    /// <summary>Sentences of the portal with what others wrote in them.</summary>
    public Fields Sentences(string field, string between, IReadOnlyList<FormattableString> sentences)
    {
        if (sentences.Count > 0)
        {
            _values[field] = RecordValue.Of(between, sentences);
        }

        return this;
    }

    public Fields Time(string field, DateTimeOffset? time) =>
        Said(field, time?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));

    public Fields Day(string field, DateTimeOffset? time) =>
        Said(field, time?.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture));

    public Fields Measures(string field, IReadOnlyList<RecordMeasure> measures)
    {
        if (measures.Count > 0)
        {
            _values[field] = RecordValue.Of(measures);
        }

        return this;
    }

    /// <summary>The figures that the words of a field state.</summary>
    public Fields Figures(string field, IReadOnlyList<RecordFigure> figures)
    {
        if (_values.TryGetValue(field, out var said))
        {
            _values[field] = said with { Figures = figures };
        }

        return this;
    }

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
