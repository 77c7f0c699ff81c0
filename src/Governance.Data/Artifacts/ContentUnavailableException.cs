namespace Governance.Data.Artifacts;

/// <summary>
/// Where content is kept does not answer now, or did not take what it was given. Nothing is known of the content itself: it is neither
/// missing nor altered.
/// </summary>
public class ContentUnavailableException : Exception
{
    /// <param name="message">What went wrong, in a sentence for the server's log.</param>
    /// <param name="inner">The cause; null when there is none.</param>
    public ContentUnavailableException(string message, Exception? inner = null)
        : base(message, inner) { }
}
