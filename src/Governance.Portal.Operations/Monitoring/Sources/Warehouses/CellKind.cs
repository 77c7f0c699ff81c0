namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>How a service writes the values of a column.</summary>
internal enum CellKind
{
    /// <summary>Text, or what is passed on as it is written: categories, identifiers, JSON.</summary>
    Text,

    /// <summary>A number with a fixed number of digits after the point, passed on as it is written.</summary>
    Exact,

    /// <summary>A floating-point number, in any notation.</summary>
    Floating,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A date or an instant in ISO 8601; without an offset it is UTC.</summary>
    Instant,

    /// <summary>A date in ISO 8601.</summary>
    Date,

    /// <summary>Days since 1970-01-01.</summary>
    EpochDays,

    /// <summary>Seconds since 1970-01-01 UTC with a fraction; what follows a space (an offset) does not move the instant.</summary>
    EpochSeconds,

    /// <summary>Microseconds since 1970-01-01 UTC.</summary>
    EpochMicroseconds,

    /// <summary>Seconds since midnight with a fraction.</summary>
    SecondsOfDay,
}

/// <summary>A column of an answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How its values are written.</param>
internal sealed record AnswerColumn(string Name, CellKind Kind);
