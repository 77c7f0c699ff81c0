using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Operations.AgentRuns.Otlp;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>
/// Takes in spans of agents: those that are new become steps, and every run they belong to is worked out again. Spans may come twice, late
/// and in any order: to which run a trace belongs follows from all its spans. What is kept of their content is for the agent's policy to
/// say.
/// </summary>
public sealed class StoreSpans
{
    /// <summary>Name in the log.</summary>
    public const string Action = MonitoringCoverage.SpansStored;

    private const int MaxAgentsNamed = 50;

    private readonly ActionRunner _runner;
    private readonly JudgeRuns _judge;
    private readonly WitnessSteps _witness;
    private readonly StepContents _contents;
    private readonly IOptions<AgentRunsOptions> _options;
    private readonly TimeProvider _clock;

    internal StoreSpans(
        ActionRunner runner,
        JudgeRuns judge,
        WitnessSteps witness,
        StepContents contents,
        IOptions<AgentRunsOptions> options,
        TimeProvider clock
    ) => (_runner, _judge, _witness, _contents, _options, _clock) = (runner, judge, witness, contents, options, clock);

    /// <summary>What became of the spans.</summary>
    /// <param name="Rejected">How many are not accepted; sent again they would not be either.</param>
    /// <param name="Why">Why.</param>
    public sealed record Answer(int Rejected, string Why);

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who sends: a key with traces:write.</param>
    /// <param name="spans">The spans of a body.</param>
    /// <param name="ct">Cancels before the save.</param>
    internal async Task<Result<Answer>> RunAsync(Actor actor, IReadOnlyList<OtlpSpan> spans, CancellationToken ct)
    {
        var rejected = new Rejections();
        var told = new Dictionary<(string, string), ToldStep>();
        foreach (var span in spans.Where(ToldStep.IsOfAi))
        {
            var (step, why) = ToldStep.Read(span, _clock.GetUtcNow());
            if (step is not null)
            {
                if (told.TryAdd((step.TraceId, step.SpanId), step))
                {
                    step.Look();
                }
            }
            else
            {
                rejected.Add(1, why!);
            }
        }

        await _contents.PrepareAsync(told.Values, ct);
        return await _runner.RunAsync<Answer>(
            actor,
            new Attempt(Action, "agent-spans", Permission.WriteTraces),
            (context, token) => StoreAsync(context, [.. told.Values], rejected.Copy(), token),
            ct
        );
    }

    private async Task<Result<Answer>> StoreAsync(ActionContext context, List<ToldStep> told, Rejections rejected, CancellationToken ct)
    {
        var db = context.Db;
        var traces = told.Select(t => t.TraceId).Distinct(StringComparer.Ordinal).ToList();
        var kept = (await db.AgentSteps.Where(s => traces.Contains(s.TraceId)).ToListAsync(ct))
            .GroupBy(s => s.TraceId, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        var fresh = told.Where(t => !kept.TryGetValue(t.TraceId, out var steps) || steps.TrueForAll(s => s.SpanId != t.SpanId)).ToList();
        if (fresh.Count == 0)
        {
            return rejected.Answer;
        }

        var registered = await RegisteredAsync(db, fresh, kept, ct);
        var homes = fresh
            .GroupBy(t => t.TraceId, StringComparer.Ordinal)
            .Select(g => TraceHome.Of(g.Key, [.. g], kept.GetValueOrDefault(g.Key) ?? [], registered))
            .ToList();
        if (context.Access.DataScope is { } scope)
        {
            foreach (var outside in homes.Where(h => !scope.Models.Contains(h.Model)).ToList())
            {
                homes.Remove(outside);
                rejected.Add(
                    outside.Fresh.Count,
                    "The key is limited to the agents of certain systems, and this agent is not one of them."
                );
            }
        }

        foreach (var stranger in homes.Where(h => context.Access.RefusesAgent(h.Model) is not null).ToList())
        {
            homes.Remove(stranger);
            rejected.Add(stranger.Fresh.Count, "The key was created for other agents.");
        }

        var (stored, touched, moved) = await PlaceAsync(context, homes, registered, rejected, ct);
        if (stored.Count == 0)
        {
            return rejected.Answer;
        }

        var contents = await _contents.AddAsync(context, homes, stored, moved, ct);
        await _judge.RunAsync(context, touched, registered, Signs(stored, fresh), ct);
        var agents = homes
            .Where(h => registered.Contains(h.Model))
            .ToDictionary(h => h.Fresh[0].TraceId, h => h.Model, StringComparer.Ordinal);
        await _witness.RunAsync(context, [.. stored.Where(s => agents.ContainsKey(s.TraceId)).Select(s => (agents[s.TraceId], s))], ct);
        Append(context, stored, contents, homes, touched);
        return rejected.Answer;
    }

    private static List<(string Span, string About)> Signs(List<AgentStep> stored, List<ToldStep> fresh)
    {
        var kept = stored.Select(s => (s.TraceId, s.SpanId)).ToHashSet();
        return
        [
            .. fresh
                .Where(t => kept.Contains((t.TraceId, t.SpanId)))
                .SelectMany(t => t.Signs.Select(about => (RunFinding.SpanOf(t.TraceId, t.SpanId), about))),
        ];
    }

    private static async Task<HashSet<string>> RegisteredAsync(
        GovernanceDbContext db,
        List<ToldStep> fresh,
        Dictionary<string, List<AgentStep>> kept,
        CancellationToken ct
    )
    {
        var names = fresh
            .SelectMany(t => t.Agents)
            .Concat(fresh.Select(t => t.Service).OfType<string>())
            .Concat(kept.Values.SelectMany(s => s).SelectMany(s => new[] { s.Agent, s.Service }).OfType<string>())
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return [.. await db.Agents.Where(a => names.Contains(a.Model)).Select(a => a.Model).ToListAsync(ct)];
    }

    // Every trace lies wholly in one run. What a later span tells of it may move it into another, where its earlier spans go too.
    private async Task<(List<AgentStep> Stored, List<AgentRun> Touched, List<AgentStep> Moved)> PlaceAsync(
        ActionContext context,
        List<TraceHome> homes,
        HashSet<string> registered,
        Rejections rejected,
        CancellationToken ct
    )
    {
        var db = context.Db;
        var names = homes.Select(h => h.Name).Distinct(StringComparer.Ordinal).ToList();
        var earlier = homes.SelectMany(h => h.Kept).Select(s => s.Run).Distinct().ToList();
        var runs = await db.AgentRuns.Where(r => names.Contains(r.Name) || earlier.Contains(r.Id)).ToListAsync(ct);
        var byName = runs.ToDictionary(r => (r.Model, r.Name));
        var missing = homes.Select(h => (h.Model, h.Name)).Distinct().Where(n => !byName.ContainsKey(n)).ToList();
        var first = missing.Count == 0 ? default : await db.NextIdsAsync<AgentRunId>(missing.Count, ct);
        for (var i = 0; i < missing.Count; i++)
        {
            byName[missing[i]] = AgentRun.Begin(new AgentRunId(first.Number + i), missing[i].Model, missing[i].Name);
        }

        var touched = new HashSet<AgentRun>();
        var counts = new Dictionary<AgentRunId, int>();
        var stored = new List<AgentStep>();
        var moved = new List<AgentStep>();
        foreach (var home in homes)
        {
            var run = byName[(home.Model, home.Name)];
            var full = counts.GetValueOrDefault(run.Id, run.Spans);
            var room = Math.Max(0, AgentRun.MaxSteps - full);
            foreach (var step in home.Kept.Where(s => s.Run != run.Id))
            {
                var before = runs.First(r => r.Id == step.Run);
                touched.Add(before);
                if (before.Model != run.Model)
                {
                    moved.Add(step);
                }

                step.Place(run.Id);
            }

            var taken = home.Fresh.Take(room).ToList();
            rejected.Add(home.Fresh.Count - taken.Count, $"A run may have at most {AgentRun.MaxSteps} spans.");
            counts[run.Id] = full + taken.Count;
            foreach (var step in taken.Select(t => t.Make(run.Salt, registered, _options.Value.Prices, context.Now)))
            {
                step.Place(run.Id);
                stored.Add(step);
            }

            if (taken.Count > 0 || home.Kept.Exists(s => s.Run == run.Id))
            {
                touched.Add(run);
            }
        }

        db.AgentRuns.AddRange(touched.Where(r => !runs.Contains(r)));
        db.AgentSteps.AddRange(stored);
        return (stored, [.. touched], moved);
    }

    // Telemetry is told and not decided: one entry for what came at once is enough to see later that nothing of it was changed.
    private static void Append(
        ActionContext context,
        List<AgentStep> stored,
        IReadOnlyDictionary<(string, string), AgentStepContent> contents,
        List<TraceHome> homes,
        List<AgentRun> touched
    )
    {
        var tree = new DecisionTree();
        foreach (var step in stored.OrderBy(s => s.TraceId, StringComparer.Ordinal).ThenBy(s => s.SpanId, StringComparer.Ordinal))
        {
            tree.Append(step.Committed(contents.GetValueOrDefault((step.TraceId, step.SpanId))));
        }

        var agents = homes
            .GroupBy(h => h.Model, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Take(MaxAgentsNamed)
            .ToList();
        var last = stored.GroupBy(s => s.TraceId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Max(s => s.EndedAt));
        DateTimeOffset LastOf(TraceHome home) => last.GetValueOrDefault(home.Fresh[0].TraceId, DateTimeOffset.MinValue);
        context.Append(
            new AuditEvent(
                Action,
                "agent-spans",
                new JsonObject
                {
                    ["agents"] = new JsonArray([.. agents.Select(a => JsonValue.Create(a.Key))]),
                    [MonitoringCoverage.LastTimes] = new JsonArray([
                        .. agents.Select(a => JsonValue.Create(CanonicalJson.Time(a.Max(LastOf)))),
                    ]),
                    ["count"] = tree.Count,
                    ["root"] = Convert.ToHexStringLower(tree.Root()),
                    ["findings"] = touched.Sum(r => r.FindingCount),
                }
            )
            {
                Covers = [.. touched.Take(1_000).Select(r => r.Id.ToString())],
            },
            index => stored.ForEach(s => s.LoggedAt(index))
        );
    }

    private sealed class Rejections
    {
        private int _count;
        private string _why = "";

        public Answer Answer => new(_count, _why);

        public Rejections Copy() => new() { _count = _count, _why = _why };

        public void Add(int count, string why)
        {
            if (count > 0)
            {
                _count += count;
                _why = _why.Length == 0 || _why.Contains(why, StringComparison.Ordinal) ? why : $"{_why} {why}";
            }
        }
    }
}
