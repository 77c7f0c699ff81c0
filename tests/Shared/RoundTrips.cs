using System.Diagnostics;

namespace Governance.Testing;

/// <summary>
/// Counts what a call sends to PostgreSQL and waits for: commands as the driver traces them, a batch as one, no matter who made them. What
/// begins a transaction travels with the command after it. A commit is a command (WholeCommits); what gives a transaction up is not traced.
/// </summary>
public static class RoundTrips
{
    private const string Own = "Governance.Testing.RoundTrips";
    private static readonly ActivitySource s_source = new(Own);

    /// <summary>How many a call takes. Other calls at the same time are not counted.</summary>
    public static async Task<int> OfAsync(Func<Task> act)
    {
        var count = 0;
        ActivityTraceId? mine = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or Own,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name != Own && activity.TraceId == mine)
                {
                    Interlocked.Increment(ref count);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using (var call = s_source.StartActivity("call"))
        {
            mine = call!.TraceId;
            await act();
        }

        return count;
    }
}
