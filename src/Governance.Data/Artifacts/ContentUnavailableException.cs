namespace Governance.Data.Artifacts;

/// <summary>
/// Where content is kept does not answer now, or did not take what it was given. Nothing is known of the content itself: it is neither
/// missing nor altered.
/// </summary>
public sealed class ContentUnavailableException : Exception
{
    /// <param name="message">What went wrong, in a sentence for the server's log.</param>
    /// <param name="inner">The cause; null when there is none.</param>
    public ContentUnavailableException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>Status of HTTP with which a server refused; null when none answered.</summary>
    public int? Status { get; init; }

    /// <summary>How long it wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// True for an answer that stays the same until someone changes something: a missing right, a wrong key, no such bucket.
    /// </summary>
    public bool IsLasting => Status is >= 400 and < 500 and not (408 or 409 or 412 or 425 or 429);
}
