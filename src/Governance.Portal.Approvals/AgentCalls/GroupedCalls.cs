using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Identity;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>
/// Lets calls that arrive while others are being recorded wait for one another: they become the next group of the same key and agent, which
/// is one transaction. No one waits for a clock: the first call of a group begins at once, and runs the group within its own request. So
/// many wait at most, and none for longer than its caller does: what no one waits for any more is not decided.
/// </summary>
public sealed partial class GroupedCalls(
    DecideCalls decide,
    IOptions<AgentCallsOptions> options,
    TimeProvider clock,
    ILogger<GroupedCalls> logger
)
{
    private const int Most = 256;

    private readonly Lock _lock = new();

    // A lane is there as long as a group of it runs; in it stands who came meanwhile.
    private readonly Dictionary<Lane, List<Waiting>> _lanes = [];
    private int _present;

    /// <summary>Calls that are decided or wait here now.</summary>
    public int Present
    {
        get
        {
            lock (_lock)
            {
                return _present;
            }
        }
    }

    /// <summary>Decides a call; answers when it is recorded.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="environment">Where it acts; null for the only place.</param>
    /// <param name="call">The call.</param>
    /// <param name="ct">The caller is gone. What is being recorded then is recorded; the log says that no one heard it.</param>
    /// <param name="patience">How long the caller waits; null: as long as the setting says, which is the most.</param>
    public async Task<Result<CallDecisionView>> RunAsync(
        Actor actor,
        string agent,
        string? environment,
        CallRequest call,
        CancellationToken ct,
        TimeSpan? patience = null
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ct.ThrowIfCancellationRequested();
        var most = TimeSpan.FromSeconds(options.Value.AnswerSeconds);
        var own = new Waiting(call, clock, patience < most ? patience.Value : most, ct);
        var lane = new Lane(actor.Id, agent, environment);
        if (!Enters(lane, own, out var leads))
        {
            return CallRefusals.QueueFull;
        }

        try
        {
            // Null: it is this one's turn to run a group.
            return !leads && await TurnAsync(lane, own) is { } answered ? answered : await LeadAsync(actor, lane, own);
        }
        finally
        {
            lock (_lock)
            {
                _present--;
            }
        }
    }

    private async Task<Result<CallDecisionView>> LeadAsync(Actor actor, Lane lane, Waiting own)
    {
        var group = Take(lane, own);
        try
        {
            await DecideAsync(actor, lane, group);
        }
        finally
        {
            HandOn(lane);
            foreach (var other in group.Where(w => w != own))
            {
                other.Turn.TrySetResult(other.Answer ?? CallRefusals.NotRecorded);
            }
        }

        return own.Answer ?? CallRefusals.NotRecorded;
    }

    private async Task DecideAsync(Actor actor, Lane lane, List<Waiting> group)
    {
        List<Waiting> awaited = [];
        var left = group.Max(w => w.Left);
        var outcome =
            left <= TimeSpan.Zero
                ? CallRefusals.NotInTime
                : await RecordedAsync(
                    token =>
                        decide.RunAsync(
                            actor,
                            lane.Agent,
                            lane.Environment,
                            () =>
                            {
                                // Asked again whenever the transaction is tried again.
                                awaited = group.FindAll(w => w.IsAwaited);
                                return [.. awaited.Select(w => w.Call)];
                            },
                            token
                        ),
                    left
                );
        foreach (var waiting in group)
        {
            waiting.Answer = outcome.Refusal ?? CallRefusals.NotInTime;
        }

        if (!outcome.IsDone)
        {
            return;
        }

        for (var i = 0; i < awaited.Count; i++)
        {
            awaited[i].Answer = outcome.Value[i];
        }

        List<string> unheard = [.. awaited.Where(w => w.IsGone).Select(w => w.Answer!.Value.Value.Id.ToString())];
        if (unheard.Count > 0)
        {
            await UnheardAsync(lane.Agent, unheard);
        }
    }

    // Its group is recorded by another; or its time is over before that begins.
    private async Task<Result<CallDecisionView>?> TurnAsync(Lane lane, Waiting own)
    {
        try
        {
            return await own.Turn.Task.WaitAsync(own.UntilTurn, clock, own.Gone);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && Leaves(lane, own))
        {
            own.Gone.ThrowIfCancellationRequested();
            return CallRefusals.NotInTime;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // It is being recorded, or leads a group of others: neither is left alone.
            return await own.Turn.Task;
        }
    }

    private bool Enters(Lane lane, Waiting own, out bool leads)
    {
        lock (_lock)
        {
            leads = !_lanes.TryGetValue(lane, out var waiting);
            var max = options.Value.MaxWaiting;
            if (_present >= max || waiting?.Count >= max / 2)
            {
                return false;
            }

            _present++;
            if (leads)
            {
                _lanes[lane] = [];
            }
            else
            {
                waiting!.Add(own);
            }

            return true;
        }
    }

    private bool Leaves(Lane lane, Waiting own)
    {
        lock (_lock)
        {
            return _lanes.TryGetValue(lane, out var waiting) && waiting.Remove(own);
        }
    }

    private List<Waiting> Take(Lane lane, Waiting own)
    {
        lock (_lock)
        {
            var waiting = _lanes[lane];
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
            var waiting = _lanes[lane];
            next = waiting.FirstOrDefault();
            if (next is null)
            {
                _lanes.Remove(lane);
            }
            else
            {
                // From here on it leads: whether its own caller still waits or not, the others need it.
                waiting.RemoveAt(0);
            }
        }

        next?.Turn.TrySetResult(null);
    }

    // Whatever goes wrong, no one is told that a call is allowed which is not recorded.
    private async Task<Result<T>> RecordedAsync<T>(Func<CancellationToken, Task<Result<T>>> record, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, clock);
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
            return limit.IsCancellationRequested ? CallRefusals.NotInTime : CallRefusals.NotRecorded;
        }
    }

    private async Task UnheardAsync(string agent, IReadOnlyList<string> calls)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.AnswerSeconds), clock);
        try
        {
            if ((await decide.UnheardAsync(agent, calls, limit.Token)).Refusal is { } refusal)
            {
                LogUnheard(string.Join(' ', calls), refusal.Code);
            }
        }
#pragma warning disable CA1031 // What was decided is answered to those who are still there.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnheard(string.Join(' ', calls), e.GetType().Name);
        }
    }

    [LoggerMessage(1471, LogLevel.Error, "Tool calls could not be recorded, and were not allowed")]
    private partial void LogNotRecorded(Exception e);

    [LoggerMessage(
        1476,
        LogLevel.Warning,
        "Tool calls {Calls} were decided after their callers had left, and the log could not say so ({Reason})"
    )]
    private partial void LogUnheard(string calls, string reason);

    private readonly record struct Lane(string Actor, string Agent, string? Environment);

    private sealed class Waiting(CallRequest call, TimeProvider clock, TimeSpan patience, CancellationToken gone)
    {
        private readonly long _came = clock.GetTimestamp();

        public CallRequest Call { get; } = call;

        /// <summary>Cancelled when the caller is no longer there.</summary>
        public CancellationToken Gone { get; } = gone;

        public bool IsGone => Gone.IsCancellationRequested;

        /// <summary>How long the caller still waits.</summary>
        public TimeSpan Left => patience - clock.GetElapsedTime(_came);

        /// <summary>How long it waits for its turn: what is left then is enough to record it.</summary>
        public TimeSpan UntilTurn => TimeSpan.FromTicks(Math.Max(0, Left.Ticks - (patience.Ticks / 2)));

        public bool IsAwaited => !IsGone && Left > TimeSpan.Zero;

        public TaskCompletionSource<Result<CallDecisionView>?> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Result<CallDecisionView>? Answer { get; set; }
    }
}
