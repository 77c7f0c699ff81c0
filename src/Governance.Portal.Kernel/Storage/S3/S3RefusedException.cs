using Governance.Data.Artifacts;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>A server of objects refused a call, also after it was tried again where that may help.</summary>
/// <param name="message">A sentence for people; names no secret.</param>
/// <param name="status">HTTP status.</param>
/// <param name="retryAfter">How long it wants to be left alone; null when it did not say.</param>
public sealed class S3RefusedException(string message, int status, TimeSpan? retryAfter) : ContentUnavailableException(message)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>How long it wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>
    /// True for an answer that stays the same until someone changes something: a missing right, a wrong key, no such bucket.
    /// </summary>
    public bool IsLasting => Status is >= 400 and < 500 and not (408 or 409 or 412 or 425 or 429);
}
