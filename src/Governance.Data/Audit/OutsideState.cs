namespace Governance.Data.Audit;

/// <summary>How far an anchor or a witness outside this portal has come.</summary>
public sealed class OutsideState
{
    /// <summary>Which one, without anything secret.</summary>
    public required string Name { get; init; }

    /// <summary>Entries of the last checkpoint it has; 0 before the first.</summary>
    public long LastSize { get; set; }

    /// <summary>When it got it.</summary>
    public DateTimeOffset? LastAt { get; set; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Error { get; set; }

    /// <summary>Failed attempts in a row.</summary>
    public int Failures { get; set; }

    /// <summary>Not before this time; also keeps other nodes from sending the same.</summary>
    public DateTimeOffset NextAt { get; set; }

    /// <summary>When the log last got an entry about it.</summary>
    public DateTimeOffset? LoggedAt { get; set; }

    /// <summary>Grows with every change: two nodes cannot both take a turn.</summary>
    public int Revision { get; set; }
}
