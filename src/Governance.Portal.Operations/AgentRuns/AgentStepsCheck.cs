using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Decisions;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>
/// The steps of agents' runs, with their content, give the digests of the entries that took them in, and each run says what its steps come
/// to. Steps that are gone are those of runs whose erasure the log states; of what such an entry took in besides, nothing is left to
/// compare.
/// </summary>
internal sealed class AgentStepsCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : DatabaseCheck(dbFactory)
{
    private const int Page = 50;

    public override string Subject => "steps of agents' runs";

    protected override async IAsyncEnumerable<string> FindAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var entries = new Dictionary<long, Taken>();
        await foreach (var fact in LoggedFact.ReadAsync(db, [StoreSpans.Action], ct))
        {
            entries[fact.Index] = new Taken(
                fact.At,
                fact.Texts("agents"),
                int.Parse(fact.Text("count") ?? "0", CultureInfo.InvariantCulture),
                fact.Text("root")
            );
        }

        var erased = await ErasedAsync(db, ct);
        var indexes = await db.AgentSteps.AsNoTracking().Select(s => s.LogIndex).Distinct().ToListAsync(ct);
        foreach (var page in indexes.Order().Chunk(Page))
        {
            var (steps, unreadable) = await ReadAsync(page, some => StepsOf(db, s => some.Contains(s.LogIndex)), ct);
            foreach (var index in unreadable)
            {
                entries.Remove(index ?? -1);
                await foreach (var sentence in UnreadableAsync(db, index, ct))
                {
                    yield return sentence;
                }
            }

            foreach (var group in steps.GroupBy(s => s.Step.LogIndex).OrderBy(g => g.Key))
            {
                if (Fault([.. group], entries, erased) is { } fault)
                {
                    yield return fault;
                }
            }
        }

        foreach (var (index, gone) in entries.Where(e => e.Value is { Count: > 0 } && !IsErased(e.Value, erased)))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"All {gone.Count} steps that log entry {index} took in are missing, and the log records no erasure."
            );
        }

        await foreach (var sentence in RunsAsync(db, ct))
        {
            yield return sentence;
        }
    }

    private static IQueryable<StoredStep> StepsOf(GovernanceDbContext db, Expression<Func<AgentStep, bool>> which) =>
        from step in db.AgentSteps.AsNoTracking().Where(which)
        join content in db.AgentStepContents.AsNoTracking()
            on new { step.TraceId, step.SpanId } equals new { content.TraceId, content.SpanId }
            into contents
        from content in contents.DefaultIfEmpty()
        select new StoredStep { Step = step, Content = content };

    // Which of the steps that an entry took in it is; the others of them have nothing left to be compared with.
    private static async IAsyncEnumerable<string> UnreadableAsync(
        GovernanceDbContext db,
        long? index,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var keys = await db
            .AgentSteps.AsNoTracking()
            .Where(s => s.LogIndex == index)
            .OrderBy(s => s.TraceId)
            .ThenBy(s => s.SpanId)
            .Select(s => new { s.TraceId, s.SpanId })
            .ToListAsync(ct);
        foreach (var key in keys)
        {
            var (_, unreadable) = await ReadAsync([key], _ => StepsOf(db, s => s.TraceId == key.TraceId && s.SpanId == key.SpanId), ct);
            if (unreadable.Count > 0)
            {
                yield return $"The agent step {key.TraceId}/{key.SpanId} was changed: it holds a value that cannot be read.";
            }
        }
    }

    private static string? Fault(List<StoredStep> group, Dictionary<long, Taken> entries, Dictionary<string, DateTimeOffset> erased)
    {
        var named =
            string.Join(", ", group.Take(5).Select(g => $"{g.Step.TraceId}/{g.Step.SpanId}")) + (group.Count > 5 ? " and others" : "");
        if (group[0].Step.LogIndex is not { } index || !entries.Remove(index, out var entry))
        {
            return $"Agent steps {named} were added or changed: no log entry took them in.";
        }

        if (group.Count < entry.Count && IsErased(entry, erased))
        {
            return null;
        }

        if (group.Count != entry.Count)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Log entry {index} took in {entry.Count} agent steps, but {group.Count} are stored: {named}."
            );
        }

        var tree = new DecisionTree();
        foreach (var one in group.OrderBy(g => g.Step.TraceId, StringComparer.Ordinal).ThenBy(g => g.Step.SpanId, StringComparer.Ordinal))
        {
            tree.Append(one.Step.Committed(one.Content));
        }

        return Convert.ToHexStringLower(tree.Root()) == entry.Root
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"One of the agent steps {named} was changed: together they do not give the digest of log entry {index}."
            );
    }

    private static bool IsErased(Taken entry, Dictionary<string, DateTimeOffset> erased) =>
        entry.Agents.Any(a => erased.TryGetValue(a, out var before) && entry.At < before);

    // Everything that was received before the time had to go, of each agent.
    private static async Task<Dictionary<string, DateTimeOffset>> ErasedAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var latest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await foreach (var fact in LoggedFact.ReadAsync(db, ["agent-runs.erased"], ct))
        {
            if (fact.Text("before") is { } before)
            {
                var at = DateTimeOffset.Parse(before, CultureInfo.InvariantCulture);
                latest[fact.Subject] = latest.TryGetValue(fact.Subject, out var known) && known > at ? known : at;
            }
        }

        return latest;
    }

    private static async IAsyncEnumerable<string> RunsAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var all = await db.AgentRuns.AsNoTracking().Select(r => r.Id).ToListAsync(ct);
        foreach (var ids in all.OrderBy(id => id.Number).Chunk(Page))
        {
            var (runs, unreadable) = await ReadAsync(
                ids,
                some => db.AgentRuns.AsNoTracking().Where(r => some.Contains(r.Id)).OrderBy(r => r.Id),
                ct
            );
            // A run of which a step cannot be read says what no one can add up.
            var (read, unsummed) = await ReadAsync(ids, some => db.AgentSteps.AsNoTracking().Where(s => some.Contains(s.Run)), ct);
            foreach (var id in unreadable)
            {
                yield return $"The agent run {id} was changed: it holds a value that cannot be read.";
            }

            var steps = read.ToLookup(s => s.Run);
            foreach (var run in runs.Where(r => !unsummed.Contains(r.Id) && !Agrees(r, [.. steps[r.Id]])))
            {
                yield return $"The agent run {run.Id} was changed: it does not say what its steps come to.";
            }
        }

        await foreach (
            var id in db
                .AgentSteps.AsNoTracking()
                .Where(s => !db.AgentRuns.Any(r => r.Id == s.Run))
                .Select(s => s.Run)
                .Distinct()
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            yield return $"The agent run {id} is missing: steps of it are stored.";
        }
    }

    private static bool Agrees(AgentRun run, List<AgentStep> steps)
    {
        if (steps.Count == 0)
        {
            return false;
        }

        var again = AgentRun.Begin(run.Id, run.Model, run.Name);
        again.Sum(steps, run.Findings, run.ReceivedAt);
        return (run.FirstAt, run.LastAt, run.Spans, run.Steps, run.ToolCalls)
                == (again.FirstAt, again.LastAt, again.Spans, again.Steps, again.ToolCalls)
            && (run.InputTokens, run.OutputTokens, run.CostMicros, run.Errors, run.FindingCount)
                == (again.InputTokens, again.OutputTokens, again.CostMicros, again.Errors, again.FindingCount);
    }

    private sealed class StoredStep
    {
        public required AgentStep Step { get; init; }
        public required AgentStepContent? Content { get; init; }
    }

    private sealed record Taken(DateTimeOffset At, IReadOnlyList<string> Agents, int Count, string? Root);
}
