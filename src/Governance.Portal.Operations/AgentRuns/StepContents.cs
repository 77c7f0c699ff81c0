using Governance.Data;
using Governance.Domain.Agents.Runs;
using Governance.Portal.Kernel.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Keeps of the content of steps what the policies of their agents say; without one, digests.</summary>
internal sealed class StepContents(IDbContextFactory<GovernanceDbContext> dbFactory, IOptions<LimitsOptions> limits)
{
    /// <summary>Redacts what will be asked for, so that no one waits for it in the transaction.</summary>
    public async Task PrepareAsync(IReadOnlyCollection<ToldStep> told, CancellationToken ct)
    {
        var parts = told.Where(t => t.Parts.Count > 0).ToList();
        if (parts.Count == 0)
        {
            return;
        }

        var names = told.SelectMany(t => t.Agents.Append(t.Service ?? "")).Distinct(StringComparer.Ordinal).ToList();
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var policies = await db.AgentContentPolicies.AsNoTracking().Where(p => names.Contains(p.Model)).ToListAsync(ct);
        if (policies.Exists(p => p.Handling is ContentHandling.Redact))
        {
            foreach (var step in parts)
            {
                foreach (var (_, text) in step.Parts)
                {
                    step.Redacted(text);
                }
            }
        }
    }

    /// <summary>Adds the content of new steps.</summary>
    /// <param name="context">The action that stores the steps.</param>
    /// <param name="homes">Where the traces lie.</param>
    /// <param name="stored">Steps that are new.</param>
    /// <param name="moved">Steps that were there, and are now those of another agent.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What was added, by span.</returns>
    public async Task<IReadOnlyDictionary<(string, string), AgentStepContent>> AddAsync(
        ActionContext context,
        IReadOnlyList<TraceHome> homes,
        IReadOnlyList<AgentStep> stored,
        IReadOnlyList<AgentStep> moved,
        CancellationToken ct
    )
    {
        var db = context.Db;
        var models = homes.Select(h => h.Model).Distinct(StringComparer.Ordinal).ToList();
        await ContentKept.Reads.EnsureAsync(db, models, ct);
        var policies = await db.AgentContentPolicies.AsNoTracking().Where(p => models.Contains(p.Model)).ToListAsync(ct);
        var byTrace = homes.ToDictionary(
            h => h.Fresh[0].TraceId,
            h => policies.Find(p => p.Model == h.Model)?.Handling ?? ContentHandling.Digest,
            StringComparer.Ordinal
        );
        await FollowAsync(context, moved, byTrace, ct);
        var told = homes.SelectMany(h => h.Fresh).ToDictionary(t => (t.TraceId, t.SpanId));
        var contents = new Dictionary<(string, string), AgentStepContent>();
        foreach (var step in stored)
        {
            if (told[(step.TraceId, step.SpanId)].ContentOf(step, byTrace[step.TraceId], limits.Value.LineBytes) is { } content)
            {
                contents[(step.TraceId, step.SpanId)] = content;
            }
        }

        db.AgentStepContents.AddRange(contents.Values);
        return contents;
    }

    // Kept by the policy of another agent: it stays where its own agent's policy keeps at least as much.
    private static async Task FollowAsync(
        ActionContext context,
        IReadOnlyList<AgentStep> moved,
        Dictionary<string, ContentHandling> byTrace,
        CancellationToken ct
    )
    {
        if (moved.Count == 0)
        {
            return;
        }

        var traces = moved.Select(s => s.TraceId).Distinct(StringComparer.Ordinal).ToList();
        foreach (
            var content in await context.Db.AgentStepContents.Where(c => traces.Contains(c.TraceId) && c.Content != null).ToListAsync(ct)
        )
        {
            if (content.Handling > byTrace[content.TraceId])
            {
                content.Erase(context.Now);
            }
        }
    }
}
