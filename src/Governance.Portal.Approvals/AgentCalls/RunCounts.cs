using Governance.Data;
using Governance.Data.Agents;
using Governance.Domain.Agents.Calls;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;
using AgentCall = Governance.Domain.Agents.Calls.AgentCall;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>
/// How far runs of an agent are, from what is recorded. What a caller tells holds where it is more: leaving out wins nothing.
/// </summary>
internal sealed class RunCounts
{
    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private readonly AgentLimits _limits;
    private int? _lastMinute;

    private RunCounts(AgentLimits limits) => _limits = limits;

    /// <summary>
    /// Reads those that a group of calls asks about, by as many statements however many these are, and only what a limit asks for.
    /// </summary>
    public static async Task<RunCounts> ReadAsync(
        GovernanceDbContext db,
        string agent,
        IReadOnlyList<CallRequest> calls,
        AgentLimits limits,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        List<string> runs = [.. calls.Select(c => c.Run).Distinct(StringComparer.Ordinal)];
        var since = now.AddMinutes(-1);
        var counts = new RunCounts(limits);
        if (limits.CallsPerMinute is { } most)
        {
            // More than the limit need not be counted.
            counts._lastMinute = await db
                .AgentCalls.AsNoTracking()
                .Where(c => c.Model == agent && c.At > since)
                .OrderByDescending(c => c.At)
                .Take(most)
                .CountAsync(ct);
        }

        var currency = limits.Currency;
        var known = await AgentCallStore.RunsAsync(db, agent, runs, currency, ct);
        foreach (var run in known)
        {
            counts._runs[run.Run] = new Run
            {
                Count = run.Count,
                First = run.First,
                Spent = run.AllowedParts,
            };
        }

        var asking = known.Where(r => r.Asks).Select(r => r.Run).ToList();
        if (asking.Count > 0)
        {
            // What a person allowed, or still may: only then it takes the answers.
            var spent = await Spending(db, agent, now)
                .Where(c => asking.Contains(c.Run) && c.Currency == currency)
                .GroupBy(c => c.Run)
                .Select(g => new { Run = g.Key, Parts = g.Sum(c => c.AmountParts) })
                .ToListAsync(ct);
            foreach (var run in spent)
            {
                counts._runs[run.Run].Spent = run.Parts ?? 0;
            }
        }

        return counts;
    }

    /// <summary>The calls whose money is spent or may still be: allowed, by a person too, and those that wait for one.</summary>
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
        if (verdict is not CallVerdict.Deny && call.Currency == _limits.Currency)
        {
            run.Spent += call.AmountParts ?? 0;
        }
    }

    private Run Of(string name, DateTimeOffset now) => _runs.TryGetValue(name, out var run) ? run : _runs[name] = new Run { First = now };

    private sealed class Run
    {
        public int Count { get; set; }

        public DateTimeOffset First { get; init; }

        public long Spent { get; set; }
    }
}
