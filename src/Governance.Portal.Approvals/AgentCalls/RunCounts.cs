using Governance.Data;
using Governance.Domain.Agents.Calls;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>
/// How far runs of an agent are, from what is recorded. What a caller tells holds where it is more: leaving out wins nothing.
/// </summary>
internal sealed class RunCounts
{
    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private readonly string? _currency;
    private int _lastMinute;

    private RunCounts(string? currency) => _currency = currency;

    /// <summary>Reads those that a group of calls asks about, by as many statements however many these are.</summary>
    public static async Task<RunCounts> ReadAsync(
        GovernanceDbContext db,
        string agent,
        IReadOnlyList<CallRequest> calls,
        string? currency,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        List<string> runs = [.. calls.Select(c => c.Run).Distinct(StringComparer.Ordinal)];
        var since = now.AddMinutes(-1);
        var counts = new RunCounts(currency)
        {
            _lastMinute = await db.AgentCalls.AsNoTracking().CountAsync(c => c.Model == agent && c.At > since, ct),
        };
        var known = await db
            .AgentCalls.AsNoTracking()
            .Where(c => c.Model == agent && runs.Contains(c.Run))
            .GroupBy(c => c.Run)
            .Select(g => new
            {
                Run = g.Key,
                Count = g.Count(),
                First = g.Min(c => c.At),
            })
            .ToListAsync(ct);
        foreach (var run in known)
        {
            counts._runs[run.Run] = new Run { Count = run.Count, First = run.First };
        }

        var spent = await Spending(db, agent, now)
            .Where(c => runs.Contains(c.Run) && c.Currency == currency)
            .GroupBy(c => c.Run)
            .Select(g => new { Run = g.Key, Parts = g.Sum(c => c.AmountParts) })
            .ToListAsync(ct);
        foreach (var run in spent)
        {
            counts._runs[run.Run].Spent = run.Parts ?? 0;
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
        _lastMinute++;
        var run = _runs[call.Run];
        run.Count++;
        if (verdict is not CallVerdict.Deny && call.Currency == _currency)
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
