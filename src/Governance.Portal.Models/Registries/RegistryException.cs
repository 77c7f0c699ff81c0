namespace Governance.Portal.Models.Registries;

/// <summary>A registry could not be read or written; the message is for people and holds neither address nor secret.</summary>
public sealed class RegistryException : Exception
{
    public RegistryException() { }

    public RegistryException(string message)
        : base(message) { }

    public RegistryException(string message, Exception? inner)
        : base(message, inner) { }

    /// <summary>How long the registry wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>No further try makes sense: the address or the token is wrong.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The answer cannot be read; that of another call may be.</summary>
    public bool IsRubbish { get; init; }

    /// <summary>What was asked for is not there.</summary>
    public bool IsMissing { get; init; }

    /// <summary>HTTP status of the answer; null without one.</summary>
    public int? Status { get; init; }
}
