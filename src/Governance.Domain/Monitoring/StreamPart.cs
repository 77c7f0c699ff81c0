namespace Governance.Domain.Monitoring;

/// <summary>
/// Rows that came by a stream at once and wait for their windows. Their bytes lie in the content store; the positions of their messages say
/// what a broker delivers again.
/// </summary>
public sealed class StreamPart
{
    private StreamPart() { }

    /// <summary>Name of the stream.</summary>
    public string Stream { get; private init; } = "";

    /// <summary>Counts the parts of the stream from 1.</summary>
    public long Number { get; private init; }

    /// <summary>Digest of the rows in the content store.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Bytes in the content store.</summary>
    public long SizeBytes { get; private init; }

    /// <summary>Rows.</summary>
    public long Rows { get; private init; }

    /// <summary>Time of the earliest row.</summary>
    public DateTimeOffset First { get; private init; }

    /// <summary>Time of the latest row.</summary>
    public DateTimeOffset Last { get; private init; }

    /// <summary>Positions of its messages, as <c>partition:from-to</c> with commas between.</summary>
    public string Positions { get; private init; } = "";

    /// <summary>When it was stored, by the database's clock.</summary>
    public DateTimeOffset WrittenAt { get; private init; }

    /// <summary>The next part of a stream.</summary>
    /// <param name="read">How far the stream is; counts the part.</param>
    /// <param name="content">Digest and length of its rows.</param>
    /// <param name="rows">How many rows, and the times of the earliest and the latest.</param>
    /// <param name="positions">Positions of its messages.</param>
    /// <param name="now">The database's clock.</param>
    public static StreamPart Next(
        StreamRead read,
        (string Sha256, long SizeBytes) content,
        (long Count, DateTimeOffset First, DateTimeOffset Last) rows,
        string positions,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(read);
        return new StreamPart
        {
            Stream = read.Stream,
            Number = read.Count(),
            Sha256 = content.Sha256,
            SizeBytes = content.SizeBytes,
            Rows = rows.Count,
            First = rows.First,
            Last = rows.Last,
            Positions = positions,
            WrittenAt = now,
        };
    }
}
