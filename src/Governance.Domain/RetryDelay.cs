namespace Governance.Domain;

/// <summary>How long to wait before something that another system did not take is sent to it again.</summary>
public static class RetryDelay
{
    /// <summary>1, 2, 4 … minutes after the first, second, third failed try; an hour at most.</summary>
    /// <param name="tries">Failed tries so far, from 1 to 30.</param>
    public static TimeSpan After(int tries) => TimeSpan.FromMinutes(Math.Min(60, 1 << (tries - 1)));
}
