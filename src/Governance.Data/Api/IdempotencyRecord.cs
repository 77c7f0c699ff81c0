namespace Governance.Data.Api;

/// <summary>
/// The first answer to a write that carried an Idempotency-Key, kept 24 hours per caller and path. It is made in the transaction of the
/// change, with what the change came to in place of the answer. Of a write that changed something, that it did is kept for good: it does
/// not become untrue with time.
/// </summary>
public sealed class IdempotencyRecord
{
    /// <summary>
    /// Status of a record whose change is made and whose answer is not there: not yet, or because its server ended (a repeat makes it), or
    /// any more.
    /// </summary>
    public const int Done = 102;

    /// <summary>SHA-256 over caller, method, path and key.</summary>
    public string Id { get; init; } = "";

    /// <summary>SHA-256 of the request's body.</summary>
    public string BodySha256 { get; set; } = "";

    /// <summary>HTTP status answered, or <see cref="Done"/>.</summary>
    public int Status { get; set; }

    /// <summary>Content type answered.</summary>
    public string? ContentType { get; set; }

    /// <summary>Location answered.</summary>
    public string? Location { get; set; }

    /// <summary>Where the log tells what was done; null when nothing was changed.</summary>
    public string? Place { get; init; }

    /// <summary>ETag answered.</summary>
    public string? ETag { get; set; }

    /// <summary>
    /// Body answered; without an answer, the mark of the request that made the change, and for 24 hours what its actions came to.
    /// </summary>
    public byte[]? Body { get; set; }

    /// <summary>What the caller was allowed to do when it was answered, one right a line. With any of these gone the answer is not
    /// repeated. Null when there is no answer to repeat any more.</summary>
    public string? Rights { get; set; }

    /// <summary>When the change was made, or answered.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>A fact about this installation.</summary>
public sealed class Setting
{
    /// <summary>Key of the value that identifies this installation; made at its first start.</summary>
    public const string InstallationId = "installation-id";

    /// <summary>Name, for example <c>installation-id</c>.</summary>
    public string Key { get; init; } = "";

    /// <summary>Value.</summary>
    public string Value { get; set; } = "";
}

/// <summary>The last number given out for a kind of id.</summary>
public sealed class Counter
{
    /// <summary>Prefix of the id.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Last number given out.</summary>
    public int Last { get; init; }
}
