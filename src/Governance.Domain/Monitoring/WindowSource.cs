using Governance.Domain.Audit;
using Governance.Domain.Models;

namespace Governance.Domain.Monitoring;

/// <summary>How long a pulled window is.</summary>
public enum WindowLength
{
    /// <summary>An hour, from the full hour in UTC.</summary>
    Hour,

    /// <summary>A day, from midnight in the source's time zone: 23 or 25 hours when clocks are changed.</summary>
    Day,

    /// <summary>A week, from Monday's midnight in the source's time zone.</summary>
    Week,
}

/// <summary>What a person says of the place from which windows of a version are pulled.</summary>
/// <param name="Connection">Name of a configured connection.</param>
/// <param name="Table">A table or view, <c>schema.table</c>: names, never SQL; for files, the prefix of their names.</param>
/// <param name="TimeColumn">The column that says to which window a row belongs.</param>
/// <param name="Length">How long a window is.</param>
/// <param name="Zone">IANA time zone in which days and weeks begin.</param>
/// <param name="LatenessMinutes">How long after its end a window is pulled, so that late rows are in it.</param>
/// <param name="ByCounts">True when rows are counted at their place, by the reference's bins, and only counts are read.</param>
/// <param name="ColumnsJson">What the columns are, as with an upload.</param>
public sealed record SourceTerms(
    string Connection,
    string Table,
    string TimeColumn,
    WindowLength Length,
    string Zone,
    int LatenessMinutes,
    bool ByCounts,
    string ColumnsJson
)
{
    /// <summary>Whether rows lie in files, and not in a table.</summary>
    public bool InFiles { get; init; }
}

/// <summary>
/// The place from which the windows of a version are pulled, instead of being uploaded: one a version. Where it stands is its
/// <see cref="WindowPull"/>. Earlier settings stand in the log.
/// </summary>
public sealed class WindowSource : IAudited
{
    /// <summary>Longest name of a table with its schema, and of a column.</summary>
    public const int MaxName = 300;

    /// <summary>Longest JSON of what the columns are.</summary>
    public const int MaxColumns = 20_000;

    /// <summary>Longest wait after a window's end, in minutes: thirty days.</summary>
    public const int MaxLatenessMinutes = 30 * 24 * 60;

    private WindowSource() { }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>Name of the connection, as configured.</summary>
    public string Connection { get; private set; } = "";

    /// <summary>The table or view; for files, the prefix of their names.</summary>
    public string Table { get; private set; } = "";

    /// <summary>The column of time.</summary>
    public string TimeColumn { get; private set; } = "";

    /// <summary>How long a window is.</summary>
    public WindowLength Length { get; private set; }

    /// <summary>IANA time zone in which days and weeks begin.</summary>
    public string Zone { get; private set; } = "UTC";

    /// <summary>Minutes after a window's end from which it is pulled.</summary>
    public int LatenessMinutes { get; private set; }

    /// <summary>Whether only counts are read.</summary>
    public bool ByCounts { get; private set; }

    /// <summary>What the columns are, as with an upload.</summary>
    public string ColumnsJson { get; private set; } = "{}";

    /// <summary>Whether nothing is pulled until it is resumed.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string ChangedBy { get; private set; } = "";

    /// <summary>Their printed name at the time.</summary>
    public string ChangedByName { get; private set; } = "";

    /// <summary>Grows with each change.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => ModelName.Of(Model, Version);

    /// <summary>The time zone.</summary>
    /// <exception cref="TimeZoneNotFoundException">The system no longer knows it.</exception>
    public WindowPeriods Periods => new(Length, TimeZoneInfo.FindSystemTimeZoneById(Zone));

    /// <summary>A version without a source yet.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    public static WindowSource For(string model, string version) => new() { Model = model, Version = version };

    /// <summary>Sets what is pulled.</summary>
    /// <param name="terms">What.</param>
    /// <param name="by">Who, as the log writes an actor, with their printed name.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Set(SourceTerms terms, (string Actor, string PrintedName) by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (Doubt(terms) is { } refusal)
        {
            return refusal;
        }

        (Connection, Table, TimeColumn, Length) = (terms.Connection, terms.Table, terms.TimeColumn, terms.Length);
        (Zone, LatenessMinutes, ByCounts, ColumnsJson) = (terms.Zone, terms.LatenessMinutes, terms.ByCounts, terms.ColumnsJson);
        Change(by, now);
        return null;
    }

    /// <summary>Pauses or resumes it.</summary>
    /// <param name="paused">True to pause.</param>
    /// <param name="by">Who, as the log writes an actor, with their printed name.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Pause(bool paused, (string Actor, string PrintedName) by, DateTimeOffset now)
    {
        if (IsPaused == paused)
        {
            return SourceRefusals.PausedAlready(paused);
        }

        IsPaused = paused;
        Change(by, now);
        return null;
    }

    /// <summary>The parts of a table's name; null when it is none.</summary>
    /// <param name="table">Names with points between: letters, digits and underscores, one to three.</param>
    public static IReadOnlyList<string>? PartsOf(string table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var parts = table.Split('.');
        return table.Length <= MaxName && parts.Length is >= 1 and <= 3 && parts.All(IsName) ? parts : null;
    }

    private static Refusal? Doubt(SourceTerms terms) =>
        terms.InFiles && !IsPrefix(terms.Table) ? SourceRefusals.PrefixNotValid
        : terms.InFiles && terms.ByCounts ? SourceRefusals.FilesNotCounted
        : !terms.InFiles && PartsOf(terms.Table) is null ? SourceRefusals.TableNotValid
        : string.IsNullOrWhiteSpace(terms.TimeColumn) || terms.TimeColumn.Length > MaxName || NameText.Misleads(terms.TimeColumn)
            ? SourceRefusals.TimeColumnMissing
        : terms.LatenessMinutes is < 0 or > MaxLatenessMinutes ? SourceRefusals.LatenessNotValid
        : !TimeZoneInfo.TryFindSystemTimeZoneById(terms.Zone, out _) || terms.Zone.Length > 64 ? SourceRefusals.ZoneUnknown
        : terms.ColumnsJson.Length > MaxColumns ? SourceRefusals.ColumnsTooLong
        : null;

    private static bool IsPrefix(string text) =>
        text.Length is > 0 and <= MaxName
        && text[0] != '/'
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or '=')
        && !text.Contains("//", StringComparison.Ordinal)
        && !text.Contains("..", StringComparison.Ordinal);

    private static bool IsName(string part) =>
        part.Length is > 0 and <= 128 && part.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '$') && !char.IsDigit(part[0]);

    private void Change((string Actor, string PrintedName) by, DateTimeOffset now)
    {
        (ChangedAt, ChangedBy, ChangedByName) = (now, by.Actor, by.PrintedName);
        Revision++;
    }
}
