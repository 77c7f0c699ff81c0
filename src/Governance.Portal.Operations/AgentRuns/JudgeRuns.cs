using Governance.Data;
using Governance.Data.Agents;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Works runs out again from all their steps, the portal's decisions and the manifests in production.</summary>
internal sealed class JudgeRuns(AgentManifests manifests, RaiseRunAlerts alerts, IOptions<AgentRunsOptions> options)
{
    /// <summary>Judges them, raises what is new, and removes those that have no step left.</summary>
    public async Task RunAsync(
        ActionContext context,
        IReadOnlyList<AgentRun> runs,
        IReadOnlySet<string> registered,
        IReadOnlyList<(string Span, string About)> fresh,
        CancellationToken ct
    )
    {
        var db = context.Db;
        var ids = runs.Select(r => r.Id).ToList();
        await db.AgentSteps.Where(s => ids.Contains(s.Run)).LoadAsync(ct);
        // Where a step lies now is known here, also of those that this action moves or adds.
        var steps = db.AgentSteps.Local.ToLookup(s => s.Run);
        var known = runs.Select(r => r.Model).Where(registered.Contains).Distinct(StringComparer.Ordinal).ToList();
        var decisions = await DecisionsAsync(db, runs, steps, known, ct);
        var references = await ReferencesAsync(db, known, ct);
        var found = new List<(AgentRun Run, RunFindingKind Kind)>();
        // What content showed once is known of its span alone, wherever its trace lies now.
        var signs = runs.SelectMany(r => r.Findings)
            .SelectMany(f => (f.Spans ?? []).Select(span => (Span: span, f.About)))
            .Concat(fresh)
            .ToLookup(s => s.Span, s => s.About, StringComparer.Ordinal);
        var names = runs.Select(r => r.Model).Distinct(StringComparer.Ordinal).ToList();
        var blocks = (await BlockedAgents.Of(db).AsNoTracking().Where(d => names.Contains(d.Name)).ToListAsync(ct)).ToLookup(
            d => d.Name,
            d => d.DecidedAt,
            StringComparer.Ordinal
        );
        foreach (var run in runs)
        {
            var own = steps[run.Id].ToList();
            if (own.Count == 0)
            {
                db.AgentRuns.Remove(run);
                continue;
            }

            var traces = own.Select(s => s.TraceId).Append(run.Name).ToHashSet(StringComparer.Ordinal);
            var told = own.Select(s => s.ToldDecision).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var before = run.Findings.Select(f => (f.Kind, f.About)).ToHashSet();
            var findings = RunJudgement.Judge(
                run,
                own,
                [
                    .. decisions.Where(d =>
                        d.Call.Model == run.Model && (traces.Contains(d.Call.Run) || told.Contains(d.Call.Id.ToString()))
                    ),
                ],
                references.GetValueOrDefault(run.Model),
                options.Value.LoopCalls,
                signs,
                blocks[run.Model].Min()
            );
            run.Sum(own, findings, context.Now);
            found.AddRange(findings.Where(f => !before.Contains((f.Kind, f.About))).Select(f => (run, f.Kind)).Distinct());
        }

        // An alert belongs to a model; what is not registered is on the list of these agents.
        await alerts.RaiseAsync(context, [.. found.Where(f => registered.Contains(f.Run.Model))], ct);
    }

    private static async Task<List<(AgentCall Call, AgentCallAnswer? Answer)>> DecisionsAsync(
        GovernanceDbContext db,
        IReadOnlyList<AgentRun> runs,
        ILookup<AgentRunId, AgentStep> steps,
        List<string> known,
        CancellationToken ct
    )
    {
        if (known.Count == 0)
        {
            return [];
        }

        var own = runs.SelectMany(r => steps[r.Id]).ToList();
        var names = runs.Select(r => r.Name).Concat(own.Select(s => s.TraceId)).Distinct(StringComparer.Ordinal).ToList();
        var told = own.Select(s => DisplayId.TryParse<AgentCallId>(s.ToldDecision ?? "", out var id) ? id : default)
            .Where(id => id.Number > 0)
            .Distinct()
            .ToList();
        var calls = await db
            .AgentCalls.AsNoTracking()
            .Where(c => known.Contains(c.Model) && (names.Contains(c.Run) || told.Contains(c.Id)))
            .ToListAsync(ct);
        var answers = await db.AnswersToAsync(calls, ct);
        return [.. calls.Select(c => (c, answers.GetValueOrDefault(c.Id)))];
    }

    private async Task<Dictionary<string, RunReference>> ReferencesAsync(GovernanceDbContext db, List<string> known, CancellationToken ct)
    {
        var references = new Dictionary<string, RunReference>(StringComparer.Ordinal);
        var versions = known.Count == 0 ? [] : await ServedVersions.Of(db, known).AsNoTracking().ToListAsync(ct);
        foreach (var name in known)
        {
            var tools = new HashSet<string>(StringComparer.Ordinal);
            var models = new HashSet<string>(StringComparer.Ordinal);
            foreach (var version in versions.Where(v => v.Model == name))
            {
                if (await manifests.FindAsync(version.ArtifactSha256, ct) is { } manifest)
                {
                    tools.UnionWith(manifest.Tools.SelectMany(t => new[] { t.Name, t.Id }));
                    models.UnionWith(
                        manifest.Models.SelectMany(m =>
                            new[] { m.Name, $"{m.Name}-{m.Version}", $"{m.Name}@{m.Version}", $"{m.Name}:{m.Version}" }
                        )
                    );
                }
            }

            references[name] = new RunReference(tools, models);
        }

        return references;
    }
}
