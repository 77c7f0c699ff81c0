namespace Governance.Portal.Models.MlFlow.Import;

/// <summary>A server could not be read; the message is for people and holds no address.</summary>
internal sealed class ServerException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long the server wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>No further try makes sense: the address or the token is wrong.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The answer cannot be read; that of another call may be.</summary>
    public bool IsRubbish { get; init; }

    /// <summary>What was asked for is not there.</summary>
    public bool IsMissing { get; init; }
}
