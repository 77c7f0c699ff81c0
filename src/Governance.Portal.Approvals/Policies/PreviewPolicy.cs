using System.Text;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>
/// Evaluates the versions that are on their way by the policies in force, and by them with a changed one in its place, on the same facts of
/// this moment. Stores nothing. What runs already is for the preview of postures, what gates saw in the past for the back-test.
/// </summary>
internal sealed class PreviewPolicy(IDbContextFactory<GovernanceDbContext> dbFactory, VersionGate gate, TimeProvider clock)
{
    /// <summary>Most versions evaluated at once.</summary>
    public const int MaxVersions = 200;

    /// <summary>Evaluates by a text that need not be stored.</summary>
    public async Task<Result<PolicyEffects>> RunAsync(Actor actor, string? text, CancellationToken ct)
    {
        var parsed = PolicyDocument.Parse(Encoding.UTF8.GetBytes(text ?? ""), "policy.yaml");
        if (parsed.Document is not { } draft)
        {
            return ActivatePolicy.NotValid(parsed.Problems, "policy");
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        if (access.Refusal is { } unknown)
        {
            return unknown;
        }

        // Anyone who may read a proposal sees what it would change; the page of drafts is for those who propose.
        if (access.Value.Refuses(Permission.ReadPolicies) is { } refusal)
        {
            return refusal;
        }

        var policies = await ActivePolicies.LoadAsync(db, ct);
        var (policy, leftOut) = WithoutNewEngines(draft, policies);
        IReadOnlyList<PolicyDocument> asking = [policy, .. policies];
        var candidates = await CandidatesAsync(db, ct);
        var (items, skipped, unchanged) = (new List<PolicyEffect>(), 0, 0);
        foreach (var (model, version, live) in candidates.Take(MaxVersions))
        {
            var to = live?.To ?? Stage.Production;
            try
            {
                await using var own = await dbFactory.CreateDbContextAsync(ct);
                // A version is judged by everything there is; which versions are named was decided by what the reader may see.
                own.DataScope = null;
                if (await own.Versions.SingleOrDefaultAsync(v => v.Model == model && v.Version == version, ct) is not { } judged)
                {
                    skipped++;
                    continue;
                }

                var input = await gate.ReadAsync(own, judged, to, live, access.Value.People, asking, now, ct);
                var difference = PolicyBackTest.Judge(policies, policy, input);
                if (difference.Change is BackTestChange.Same)
                {
                    unchanged++;
                    continue;
                }

                items.Add(new(model, version, to, live?.Id, difference.Change, difference.Rules));
            }
            catch (RecordAlteredException)
            {
                skipped++;
            }
        }

        return new PolicyEffects(
            policy,
            items.Count + unchanged,
            [.. items.OrderBy(i => Rank(i.Change)).ThenBy(i => i.Model, StringComparer.Ordinal)],
            skipped,
            candidates.Count <= MaxVersions,
            leftOut
        );
    }

    // A draft is no one's decision yet: it must not make the portal call a server that only its author named.
    private static (PolicyDocument Policy, IReadOnlyList<string> LeftOut) WithoutNewEngines(
        PolicyDocument draft,
        IReadOnlyList<PolicyDocument> policies
    )
    {
        static (string?, string?) Engine(PolicyRule rule) => (rule.Parameters.Text("url"), rule.Parameters.Text("path"));
        var known = policies.SelectMany(p => p.Rules).Where(r => r.Type == "opa").Select(Engine).ToHashSet();
        var left = draft.Rules.Where(r => r.Type == "opa" && !known.Contains(Engine(r))).Select(r => r.Id).ToList();
        return (draft with { Rules = [.. draft.Rules.Where(r => !left.Contains(r.Id))] }, left);
    }

    // Every version with a live promotion, and of each model the newest one, unless it is in production already.
    private static async Task<List<(string Model, string Version, Promotion? Live)>> CandidatesAsync(
        GovernanceDbContext db,
        CancellationToken ct
    )
    {
        var live = await db
            .Promotions.AsNoTracking()
            .Where(p => (p.State == PromotionState.Open || p.State == PromotionState.Approved) && p.To != Stage.Retired)
            .OrderByDescending(p => p.Id)
            .Take(MaxVersions + 1)
            .ToListAsync(ct);
        var newest = await db
            .Versions.AsNoTracking()
            .Where(v =>
                (v.Stage == Stage.Development || v.Stage == Stage.Staging)
                && !db.Versions.Any(o => o.Model == v.Model && o.Number > v.Number)
            )
            .OrderBy(v => v.Model)
            .Take(MaxVersions + 1)
            .Select(v => new { v.Model, v.Version })
            .ToListAsync(ct);
        return
        [
            .. live.Select(p => (p.Model, p.Version, (Promotion?)p)),
            .. newest
                .Where(v => !live.Exists(p => p.Model == v.Model && p.Version == v.Version))
                .Select(v => (v.Model, v.Version, (Promotion?)null)),
        ];
    }

    private static int Rank(BackTestChange change) =>
        change switch
        {
            BackTestChange.Blocked => 0,
            BackTestChange.LetThrough => 1,
            _ => 2,
        };
}
