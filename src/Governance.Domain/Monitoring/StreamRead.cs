namespace Governance.Domain.Monitoring;

/// <summary>How far a stream of rows was read. Two nodes that store its next part at the same time collide on it.</summary>
public sealed class StreamRead
{
    private StreamRead() { }

    /// <summary>Name of the stream.</summary>
    public string Stream { get; private init; } = "";

    /// <summary>Parts so far: the number of the last one.</summary>
    public long Parts { get; private set; }

    /// <summary>Up to when everything that was sent is stored, by the database's clock; null while that is not known.</summary>
    public DateTimeOffset? WholeUntil { get; private set; }

    /// <summary>Grows with each change.</summary>
    public int Revision { get; private set; }

    /// <summary>A stream of which nothing was read.</summary>
    /// <param name="stream">Its name.</param>
    public static StreamRead Of(string stream) => new() { Stream = stream, Revision = 1 };

    /// <summary>Everything that was sent before an instant is stored. An earlier instant than before changes nothing.</summary>
    /// <param name="until">The instant.</param>
    /// <returns>True when it is later than what was known.</returns>
    public bool Reach(DateTimeOffset until)
    {
        if (WholeUntil >= until)
        {
            return false;
        }

        WholeUntil = until;
        Revision++;
        return true;
    }

    internal long Count()
    {
        Revision++;
        return ++Parts;
    }
}
