namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>A statement that only reads; values travel as named parameters (<c>:from</c>, <c>:until</c>), never in the text.</summary>
/// <param name="Sql">The text.</param>
/// <param name="Parameters">Values by name, without the colon.</param>
public sealed record SourceStatement(string Sql, IReadOnlyDictionary<string, SourceValue> Parameters);

/// <summary>A value of a parameter: a time in UTC, a number, or a text.</summary>
/// <param name="Time">A time; null when it is none.</param>
/// <param name="Number">A number; null when it is none.</param>
/// <param name="Text">A text; null when it is none.</param>
public readonly record struct SourceValue(DateTimeOffset? Time, double? Number, string? Text)
{
    /// <summary>A time.</summary>
    public static SourceValue Of(DateTimeOffset time) => new(time.ToUniversalTime(), null, null);

    /// <summary>A number.</summary>
    public static SourceValue Of(double number) => new(null, number, null);

    /// <summary>A text.</summary>
    public static SourceValue Of(string text) => new(null, null, text);
}

/// <summary>
/// A small answer: names of columns, and rows of values as text (null for NULL; numbers in the invariant culture, shortest form that reads
/// back equal).
/// </summary>
/// <param name="Columns">Names of columns.</param>
/// <param name="Rows">Rows, each with a value for every column.</param>
/// <param name="BytesReceived">Bytes that came over the network.</param>
public sealed record SourceRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, long BytesReceived);

/// <summary>What was copied.</summary>
/// <param name="Rows">Rows written.</param>
/// <param name="BytesReceived">Bytes that came over the network.</param>
public sealed record SourceCopied(long Rows, long BytesReceived);
