using Governance.Data;
using Governance.Data.Agents;
using Governance.Data.Audit.Records;
using Governance.Domain.Agents.Calls;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;
using AgentCall = Governance.Domain.Agents.Calls.AgentCall;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>
/// How far runs of an agent are, from the totals that the log states. What a caller tells holds where it is more: leaving out wins nothing.
/// A total that was changed, or taken away, refuses the calls: no rows of calls are added up that anyone may have changed.
/// </summary>
internal sealed class RunCounts
{
    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AgentRunTotal> _totals;
    private readonly GovernanceDbContext _db;
    private readonly string _agent;
    private readonly AgentLimits? _limits;
    private int? _lastMinute;

    private RunCounts(GovernanceDbContext db, string agent, AgentLimits? limits, Dictionary<string, AgentRunTotal> totals) =>
        (_db, _agent, _limits, _totals) = (db, agent, limits, totals);

    /// <summary>
    /// Reads those that a group of calls asks about, by as many statements however many these are. Rows that are there are tracked, and so
    /// compared with the log when the calls are recorded; of those that are not, the log is asked whether they were.
    /// </summary>
    /// <param name="db">The action's context, in its transaction and under the agent's lock.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="calls">The calls.</param>
    /// <param name="limits">The limits of the version that acts; null where nothing may be called.</param>
    /// <param name="now">The action's time.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RecordAlteredException">A total was taken away.</exception>
    public static async Task<RunCounts> ReadAsync(
        GovernanceDbContext db,
        string agent,
        IReadOnlyList<CallRequest> calls,
        AgentLimits? limits,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        List<string> names = [.. calls.Select(c => c.Run).Distinct(StringComparer.Ordinal)];
        if (limits?.CallsPerMinute is not null)
        {
            names.Add(AgentRunTotal.Minute);
        }

        var totals = await db
            .AgentRunTotals.Where(t => t.Model == agent && names.Contains(t.Run))
            .ToDictionaryAsync(t => t.Run, StringComparer.Ordinal, ct);
        List<string> missing = [.. names.Where(n => !totals.ContainsKey(n))];
        if (missing.Count > 0)
        {
            RecordsAsked[] gone =
            [
                RecordsAsked
                    .Of<AgentRunTotal>(nameof(AgentRunTotal.Model), agent)
                    .And(nameof(AgentRunTotal.Run), missing)
                    .OrGone(missing.Select(name => new object[] { agent, name })),
            ];
            await RecordIntegrity.EnsureAsync(db, gone, ct);
            await BeginAsync(db, agent, missing, totals, ct);
        }

        var counts = new RunCounts(db, agent, limits, totals);
        await counts.SettleAsync(now, ct);
        counts._lastMinute = limits?.CallsPerMinute is null ? null : totals.GetValueOrDefault(AgentRunTotal.Minute)?.CountSince(now) ?? 0;
        foreach (var (name, total) in totals.Where(t => t.Key != AgentRunTotal.Minute))
        {
            counts._runs[name] = new Run
            {
                Count = total.Count,
                First = total.FirstAt,
                Spent = total.SpentIn(limits?.Currency),
            };
        }

        return counts;
    }

    // Runs that began before totals were kept are counted from their calls, once.
    private static async Task BeginAsync(
        GovernanceDbContext db,
        string agent,
        List<string> missing,
        Dictionary<string, AgentRunTotal> totals,
        CancellationToken ct
    )
    {
        var known = await AgentCallStore.RunsAsync(db, agent, missing, ct);
        if (known.Count == 0)
        {
            return;
        }

        var runs = known.Select(r => r.Run).ToList();
        var money = await db
            .AgentCalls.AsNoTracking()
            .Where(c => c.Model == agent && runs.Contains(c.Run) && c.AmountParts != null && c.Verdict != CallVerdict.Deny)
            .OrderBy(c => c.Id)
            .ToListAsync(ct);
        foreach (var run in known)
        {
            var own = money.Where(c => c.Run == run.Run).ToList();
            var total = new AgentRunTotal(agent, run.Run, run.First);
            total.Begin(
                run.Count,
                own.Where(c => c.Verdict is CallVerdict.Allow)
                    .GroupBy(c => c.Currency)
                    .Select(g => new MoneyParts(g.Key, g.Sum(c => c.AmountParts!.Value))),
                own.Where(c => c is { Verdict: CallVerdict.Ask, ExpiresAt: not null })
                    .Select(c => new AskedMoney(c.Id.Number, c.Currency, c.AmountParts!.Value, c.ExpiresAt!.Value))
            );
            db.AgentRunTotals.Add(total);
            totals[run.Run] = total;
        }
    }

    // What people have answered is read, and compared with the log, only while something waits for them.
    private async Task SettleAsync(DateTimeOffset now, CancellationToken ct)
    {
        List<AgentCallId> asked = [.. _totals.Values.SelectMany(t => t.Asked).Select(a => new AgentCallId(a.Call))];
        if (asked.Count == 0)
        {
            return;
        }

        await RecordIntegrity.EnsureAsync(
            _db,
            [
                RecordsAsked
                    .Of<AgentCallAnswer>(nameof(AgentCallAnswer.Call), asked.Select(id => (object)id))
                    .OrGone(asked.Select(id => new object[] { id.Number })),
            ],
            ct
        );
        var answers = await _db
            .AgentCallAnswers.AsNoTracking()
            .Where(a => asked.Contains(a.Call))
            .ToDictionaryAsync(a => a.Call, a => a.Allows, ct);
        foreach (var total in _totals.Values)
        {
            total.Settle(answers, now);
        }
    }

    /// <summary>
    /// The calls whose money is spent or may still be, for who looks at a run: allowed, by a person too, and those that wait for one.
    /// </summary>
    public static IQueryable<AgentCall> Spending(GovernanceDbContext db, string agent, DateTimeOffset now) =>
        db
            .AgentCalls.AsNoTracking()
            .Where(c =>
                c.Model == agent
                && c.AmountParts != null
                && (
                    c.Verdict == CallVerdict.Allow
                    || (
                        c.Verdict == CallVerdict.Ask
                        && (
                            db.AgentCallAnswers.Any(a => a.Call == c.Id && a.Allows)
                            || (c.ExpiresAt > now && !db.AgentCallAnswers.Any(a => a.Call == c.Id))
                        )
                    )
                )
            );

    /// <summary>The call as rules judge it.</summary>
    public Governance.Policies.AgentCall Asked(CallRequest call, DateTimeOffset now)
    {
        var run = Of(call.Run, now);
        return new(call.Tool, call.Server, call.Scopes, call.Amount, call.Currency, now)
        {
            Step = Math.Max(call.Step ?? 1, run.Count + 1),
            Seconds = Math.Max(call.Seconds ?? 0, (int)Math.Min(int.MaxValue, (now - run.First).TotalSeconds)),
            SpentSoFar = Math.Max(call.SpentSoFar ?? 0, (decimal)run.Spent / CallRequest.Parts),
            CallsInLastMinute = _lastMinute,
        };
    }

    /// <summary>Counts a call that was decided before the next one of the same group.</summary>
    public void Add(CallRequest call, CallVerdict verdict)
    {
        _lastMinute++; // stays null where no limit asks
        var run = _runs[call.Run];
        run.Count++;
        if (verdict is not CallVerdict.Deny && call.Currency == _limits?.Currency)
        {
            run.Spent += call.AmountParts ?? 0;
        }
    }

    /// <summary>Writes what the group came to into the totals, which its entry states.</summary>
    public void Store(IReadOnlyList<AgentCall> decided, DateTimeOffset now)
    {
        foreach (var call in decided)
        {
            TotalOf(call.Run, now).Add(call);
        }

        if (_limits?.CallsPerMinute is not null)
        {
            TotalOf(AgentRunTotal.Minute, now).Add(decided.Count, now);
        }
    }

    private AgentRunTotal TotalOf(string run, DateTimeOffset now)
    {
        if (!_totals.TryGetValue(run, out var total))
        {
            _totals[run] = total = new AgentRunTotal(_agent, run, now);
            _db.AgentRunTotals.Add(total);
        }

        return total;
    }

    private Run Of(string name, DateTimeOffset now) => _runs.TryGetValue(name, out var run) ? run : _runs[name] = new Run { First = now };

    private sealed class Run
    {
        public int Count { get; set; }

        public DateTimeOffset First { get; init; }

        public long Spent { get; set; }
    }
}
