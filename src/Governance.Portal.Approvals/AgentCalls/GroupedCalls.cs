using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Identity;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>
/// Lets calls that arrive while others are being recorded wait for one another: they become the next group of the same key and agent, which
/// is one transaction. No one waits for a clock: the first call of a group begins at once, and runs the group within its own request.
/// </summary>
public sealed partial class GroupedCalls(DecideCalls decide, TimeProvider clock, ILogger<GroupedCalls> logger)
{
    private const int Most = 256;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();

    // A lane is there as long as a group of it runs; in it stands who came meanwhile.
    private readonly Dictionary<Lane, List<Waiting>> _lanes = [];

    /// <summary>Decides a call; answers when it is recorded.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="environment">Where it acts; null for the only place.</param>
    /// <param name="call">The call.</param>
    /// <param name="ct">Cancels while nothing was begun.</param>
    public async Task<Result<CallDecisionView>> RunAsync(
        Actor actor,
        string agent,
        string? environment,
        CallRequest call,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ct.ThrowIfCancellationRequested();
        var lane = new Lane(actor.Id, agent, environment);
        var own = new Waiting(call);
        // Null: it is this one's turn to run a group. Not cancelled while it waits, because others wait for its turn.
        if (!Leads(lane, own) && await own.Turn.Task is { } answered)
        {
            return answered;
        }

        var group = Take(lane, own);
        var outcome = await RecordedAsync(token => decide.RunAsync(actor, agent, environment, [.. group.Select(w => w.Call)], token));
        for (var i = 0; i < group.Count; i++)
        {
            group[i].Answer = outcome.IsDone ? outcome.Value[i] : outcome.Refusal;
        }

        HandOn(lane);
        foreach (var other in group.Where(w => w != own))
        {
            other.Turn.SetResult(other.Answer);
        }

        return own.Answer!.Value;
    }

    private bool Leads(Lane lane, Waiting own)
    {
        lock (_lock)
        {
            if (_lanes.TryGetValue(lane, out var waiting))
            {
                waiting.Add(own);
                return false;
            }

            _lanes[lane] = [];
            return true;
        }
    }

    private List<Waiting> Take(Lane lane, Waiting own)
    {
        lock (_lock)
        {
            var waiting = _lanes[lane];
            waiting.Remove(own);
            List<Waiting> group = [own, .. waiting.Take(Most - 1)];
            waiting.RemoveRange(0, group.Count - 1);
            return group;
        }
    }

    private void HandOn(Lane lane)
    {
        Waiting? next;
        lock (_lock)
        {
            next = _lanes[lane].FirstOrDefault();
            if (next is null)
            {
                _lanes.Remove(lane);
            }
        }

        next?.Turn.SetResult(null);
    }

    // Whatever goes wrong, no one is told that a call is allowed which is not recorded.
    private async Task<Result<T>> RecordedAsync<T>(Func<CancellationToken, Task<Result<T>>> record)
    {
        using var limit = new CancellationTokenSource(s_patience, clock);
        try
        {
            var outcome = await record(limit.Token);
            return outcome.Refusal is { Kind: RefusalKind.Conflict, RetryAfter: not null } ? CallRefusals.NotRecorded : outcome;
        }
#pragma warning disable CA1031 // See the summary.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotRecorded(e);
            return CallRefusals.NotRecorded;
        }
    }

    [LoggerMessage(1471, LogLevel.Error, "Tool calls could not be recorded, and were not allowed")]
    private partial void LogNotRecorded(Exception e);

    private readonly record struct Lane(string Actor, string Agent, string? Environment);

    private sealed class Waiting(CallRequest call)
    {
        public CallRequest Call { get; } = call;

        public TaskCompletionSource<Result<CallDecisionView>?> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Result<CallDecisionView>? Answer { get; set; }
    }
}
