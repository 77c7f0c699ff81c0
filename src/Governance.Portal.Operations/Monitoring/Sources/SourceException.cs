namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>
/// A place refused, did not answer, or answered what cannot be used. The message is a sentence for people: it may name the host, never a
/// secret.
/// </summary>
public sealed class SourceException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>No further try makes sense before someone changes something: a wrong table, a missing right.</summary>
    public bool IsFinal { get; init; }

    /// <summary>How long the place wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
