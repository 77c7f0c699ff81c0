namespace Governance.Data.Api;

/// <summary>The first answer to a write that carried an Idempotency-Key, kept 24 hours per caller and path.</summary>
public sealed class IdempotencyRecord
{
    /// <summary>SHA-256 over caller, method, path and key.</summary>
    public string Id { get; init; } = "";

    /// <summary>SHA-256 of the request's body and query.</summary>
    public string BodySha256 { get; init; } = "";

    /// <summary>HTTP status answered; 0 while the first request runs.</summary>
    public int Status { get; set; }

    /// <summary>Content type answered.</summary>
    public string? ContentType { get; set; }

    /// <summary>Location answered.</summary>
    public string? Location { get; set; }

    /// <summary>ETag answered.</summary>
    public string? ETag { get; set; }

    /// <summary>Body answered.</summary>
    public byte[]? Body { get; set; }

    /// <summary>When the first request came.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>A fact about this installation.</summary>
public sealed class Setting
{
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
