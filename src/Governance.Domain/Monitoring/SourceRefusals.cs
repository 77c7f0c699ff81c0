namespace Governance.Domain.Monitoring;

/// <summary>Refusals about the places from which windows are pulled.</summary>
public static class SourceRefusals
{
    /// <summary>No source.</summary>
    public static Refusal NotFound(string version) =>
        new("source.not-found", $"{version} has no source: its windows are uploaded. Set a source to pull them.", RefusalKind.NotFound);

    /// <summary>A connection that is not configured.</summary>
    public static Refusal ConnectionUnknown(string name) =>
        Refusal.Field(
            "source.connection-unknown",
            "connection",
            $"There is no connection \"{name}\". Connections are configured under Sources__Connections; choose one of them."
        );

    /// <summary>Someone whose role is limited sets a source that their systems were not given.</summary>
    public static Refusal NotBound(string name) =>
        new(
            "source.not-bound",
            $"Your role is limited to certain AI systems or business units, and the connection \"{name}\" is not set up for this model and "
                + $"this table. Ask an administrator to bind it under For of the connection, or someone whose role is not limited.",
            RefusalKind.Forbidden
        );

    /// <summary>A table that is none.</summary>
    public static Refusal TableNotValid { get; } =
        Refusal.Field(
            "source.table-not-valid",
            "table",
            $"Name a table by one to three names separated by dots, such as scoring.predictions: letters, digits, - and _. SQL is not "
                + $"accepted; define a view for it."
        );

    /// <summary>No folder, and no beginning of names.</summary>
    public static Refusal PrefixNotValid { get; } =
        Refusal.Field(
            "source.prefix-not-valid",
            "table",
            $"Name files by the prefix of their names, such as predictions/fraud/: letters, digits and / - _ . =, without // and .., "
                + $"and not beginning with /."
        );

    /// <summary>Files do not count.</summary>
    public static Refusal FilesNotCounted { get; } =
        Refusal.Field("source.files-not-counted", "byCounts", $"Files cannot be counted in place. Leave byCounts out to pull their rows.");

    /// <summary>Rows of a stream are those of one version.</summary>
    public static Refusal StreamTaken(string stream, string version) =>
        Refusal.Field(
            "source.stream-taken",
            "connection",
            $"The stream {stream} already provides the windows of {version}. Remove that source, or use another stream."
        );

    /// <summary>Nobody wants the rows of a stream.</summary>
    public static Refusal StreamUnused(string stream) =>
        new(
            "source.stream-unused",
            $"No version takes the rows of the stream {stream}. Set it as the source of a version.",
            RefusalKind.Conflict
        );

    /// <summary>No column of time.</summary>
    public static Refusal TimeColumnMissing { get; } =
        Refusal.Field(
            "source.time-column-missing",
            "timeColumn",
            $"Name the column that says when a prediction was made, in at most 300 characters."
        );

    /// <summary>A wait that cannot be.</summary>
    public static Refusal LatenessNotValid { get; } =
        Refusal.Field(
            "source.lateness-not-valid",
            "latenessMinutes",
            $"The wait after the end of a window must be 0 to 43,200 minutes (30 days)."
        );

    /// <summary>A time zone that no one knows.</summary>
    public static Refusal ZoneUnknown { get; } =
        Refusal.Field("source.zone-unknown", "zone", $"There is no such time zone. Use an IANA name such as Europe/Berlin, or UTC.");

    /// <summary>Too much said about columns.</summary>
    public static Refusal ColumnsTooLong { get; } =
        Refusal.Field("source.columns-too-long", "columns", $"The column names have more than 20,000 characters in total.");

    /// <summary>A length that is none.</summary>
    public static Refusal LengthUnknown { get; } =
        Refusal.Field("source.length-unknown", "length", $"The length must be one of {string.Join(", ", WireName.All<WindowLength>())}.");

    /// <summary>A start that cannot be.</summary>
    public static Refusal StartNotValid { get; } =
        Refusal.Field("source.start-not-valid", "from", $"The first window cannot begin more than ten years ago or in the future.");

    /// <summary>It is so.</summary>
    public static Refusal PausedAlready(bool paused) =>
        new(
            "source.paused-already",
            paused ? (Sentence)$"The source is already paused." : $"The source is not paused.",
            RefusalKind.Conflict
        );

    /// <summary>Nothing is pulled meanwhile.</summary>
    public static Refusal Paused { get; } =
        new("source.paused", $"The source is paused. Resume it; it is then checked immediately.", RefusalKind.Conflict);

    /// <summary>Rows that are not here.</summary>
    public static Refusal RowsNotKept(WindowId window) =>
        new(
            "monitoring.rows-not-kept",
            $"{window} was counted at its source, and its rows are not stored here. Results that need rows are not computed for it.",
            RefusalKind.Conflict
        );
}
