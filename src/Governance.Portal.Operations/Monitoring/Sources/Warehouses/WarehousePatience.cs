namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>How long and how often a busy service is asked again before the work is put off.</summary>
/// <param name="clock">Measures the pauses.</param>
internal class WarehousePatience(TimeProvider clock)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_firstPoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromSeconds(5);

    /// <summary>Tries of one call.</summary>
    public virtual int Tries => 5;

    /// <summary>Longest pause between two tries; where a service asks for more, the work is put off instead.</summary>
    public virtual TimeSpan Longest => TimeSpan.FromSeconds(60);

    /// <summary>The pause before a try, where the service asks for none: half a second, then twice as long each time.</summary>
    public TimeSpan PauseBefore(int attempt) => s_first * Math.Pow(2, Math.Max(0, attempt - 2));

    /// <summary>
    /// The pause before a question how far a statement is: a fifth of a second, then half as long again each time, up to five seconds.
    /// </summary>
    public TimeSpan PollBefore(int question)
    {
        var pause = s_firstPoll * Math.Pow(1.5, Math.Min(question, 20));
        return pause < s_longestPoll ? pause : s_longestPoll;
    }

    /// <summary>Waits.</summary>
    public virtual Task WaitAsync(TimeSpan pause, CancellationToken ct) => Task.Delay(pause, clock, ct);
}
