namespace Governance.Scoring;

/// <summary>What a scoring server answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body.</param>
public sealed record ScoringAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>Of a refusal, what it says, on one line and without what could not be shown.</summary>
    public string Words { get; init; } = "";

    /// <summary>How long the server asks to be left alone; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>A request that had no answer, in words for people.</summary>
/// <param name="isPassing">Whether trying again may help.</param>
/// <param name="message">Why.</param>
/// <param name="inner">What happened.</param>
public sealed class TransportException(bool isPassing, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether trying again may help: a wrong name or certificate stays wrong.</summary>
    public bool IsPassing { get; } = isPassing;
}

/// <summary>How a request reaches a scoring server. Here lies who may be called, with which key, and how long an answer may be.</summary>
public interface IScoringTransport
{
    /// <summary>Sends one request; nothing is tried again here.</summary>
    /// <param name="method">Method.</param>
    /// <param name="address">Where to.</param>
    /// <param name="json">The body; none when empty.</param>
    /// <param name="timeout">Longest time it may take, the whole answer read.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="TransportException">There was no answer.</exception>
    Task<ScoringAnswer> SendAsync(HttpMethod method, Uri address, ReadOnlyMemory<byte> json, TimeSpan timeout, CancellationToken ct);
}
