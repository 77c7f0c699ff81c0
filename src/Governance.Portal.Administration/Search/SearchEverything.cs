using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Kernel.Localisation.Texts;

namespace Governance.Portal.Administration.Search;

/// <summary>
/// Looks through everything a person may see: by id, by name, by words of a title. What is ours is said in the language in force.
/// </summary>
internal sealed class SearchEverything(IDbContextFactory<GovernanceDbContext> dbFactory, PaletteOffers offers, TimeProvider clock)
{
    /// <summary>Longest text that is looked for.</summary>
    public const int MaxText = 100;

    /// <summary>Found in each group at most.</summary>
    public const int MaxOfAGroup = PaletteText.MaxOfAKind;

    private const string Escape = PaletteText.Escape;

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who looks: what the role in force may not read is not found.</param>
    /// <param name="text">What is looked for; an empty text finds nothing.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<SearchHit>> RunAsync(Actor actor, string? text, CancellationToken ct)
    {
        text = text?.Trim() ?? "";
        if (text.Length is 0 or > MaxText)
        {
            return [];
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var access = await AccessReader.LoadAsync(db, actor, clock.GetUtcNow(), ct);
        if (access.Refusal is not null)
        {
            return [];
        }

        var words = text.ToLowerInvariant();
        var pattern =
            $"%{words.Replace(Escape, Escape + Escape, StringComparison.Ordinal).Replace("%", Escape + "%", StringComparison.Ordinal).Replace("_", Escape + "_", StringComparison.Ordinal)}%";
        var hits = new List<SearchHit>();
        if (access.Value.Has(Permission.ReadRegistry))
        {
            hits.AddRange(await ModelsAsync(db, pattern, access.Value.Has(Permission.ReadMonitoring), ct));
        }

        if (access.Value.Has(Permission.ReadApprovals))
        {
            hits.AddRange(await ApprovalsAsync(db, text, pattern, ct));
        }

        if (access.Value.Has(Permission.ReadRisks))
        {
            hits.AddRange(await RisksAsync(db, text, pattern, ct));
        }

        if (access.Value.Has(Permission.ReadIncidents))
        {
            hits.AddRange(await IncidentsAsync(db, text, pattern, ct));
        }

        if (access.Value.Has(Permission.ReadCompliance))
        {
            hits.AddRange(await SystemsAsync(db, text, pattern, ct));
        }

        if (access.Value.Has(Permission.ReadPolicies))
        {
            hits.AddRange(await PoliciesAsync(db, pattern, ct));
        }

        hits.AddRange(await offers.FindAsync(db, access.Value, new PaletteText(text, pattern), clock.GetUtcNow(), ct));
        return [.. hits.OrderBy(h => h.Group == PaletteLabels.Actions)]; // one group, last
    }

    private static async Task<IEnumerable<SearchHit>> ModelsAsync(
        GovernanceDbContext db,
        string pattern,
        bool mayMonitor,
        CancellationToken ct
    )
    {
        var models = await db
            .Models.AsNoTracking()
            .Where(m => EF.Functions.Like(m.Name, pattern, Escape) || EF.Functions.Like(m.DisplayName.ToLower(), pattern, Escape))
            .OrderBy(m => m.Name)
            .Take(MaxOfAGroup)
            .Select(m => new
            {
                m.Name,
                m.DisplayName,
                Versions = db.Versions.Count(v => v.Model == m.Name),
                Live = db.Versions.Where(v => v.Model == m.Name && v.Stage == Stage.Production).Select(v => v.Version).FirstOrDefault(),
            })
            .ToListAsync(ct);
        var found = models.Select(m => new SearchHit(
            T["Models"],
            "deployed_code",
            m.DisplayName,
            $"{Formats.Plural(m.Versions, "version")}{(m.Live is null ? "" : T[", {0} in production", m.Live])}",
            T["Model"],
            $"/models/{Uri.EscapeDataString(m.Name)}"
        ));
        var actions = models
            .Take(2)
            .SelectMany(m =>
                mayMonitor
                    ? new[]
                    {
                        new SearchHit(
                            PaletteLabels.Actions,
                            "monitoring",
                            T["Open drift of {0}", m.DisplayName],
                            "",
                            "",
                            $"/monitoring/{Uri.EscapeDataString(m.Name)}"
                        ),
                    }
                    : []
            );
        return found.Concat(actions);
    }

    private static async Task<IEnumerable<SearchHit>> ApprovalsAsync(
        GovernanceDbContext db,
        string text,
        string pattern,
        CancellationToken ct
    )
    {
        var id = DisplayId.TryParse<PromotionId>(text, out var known) ? known : default;
        var promotions = await db
            .Promotions.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(p =>
                p.Id == id
                || (
                    p.State == PromotionState.Open
                    && (
                        EF.Functions.Like(p.Model, pattern, Escape)
                        || db.Models.Any(m => m.Name == p.Model && EF.Functions.Like(m.DisplayName.ToLower(), pattern, Escape))
                    )
                )
            )
            .OrderByDescending(p => p.Id == id)
            .ThenBy(p => p.DueAt)
            .Take(MaxOfAGroup)
            .Select(p => new
            {
                p.Id,
                p.Version,
                p.To,
                p.State,
                DisplayName = db.Models.Where(m => m.Name == p.Model).Select(m => m.DisplayName).First(),
            })
            .ToListAsync(ct);
        return promotions.Select(p => new SearchHit(
            T["Approvals"],
            "approval",
            PromotionLabels.Title(p.DisplayName, p.Version, p.To),
            p.Id.ToString(),
            Word(p.State),
            $"/approvals/{p.Id}"
        ));
    }

    private static async Task<IEnumerable<SearchHit>> RisksAsync(GovernanceDbContext db, string text, string pattern, CancellationToken ct)
    {
        var id = DisplayId.TryParse<RiskId>(text, out var known) ? known : default;
        var risks = await db
            .Risks.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(r =>
                r.Id == id
                || (
                    r.State == RiskState.Open
                    && (
                        EF.Functions.Like(r.Title.ToLower(), pattern, Escape)
                        || (r.Model != null && EF.Functions.Like(r.Model, pattern, Escape))
                    )
                )
            )
            .OrderByDescending(r => r.Id == id)
            .ThenByDescending(r => r.ResidualScore ?? r.InherentScore)
            .Take(MaxOfAGroup)
            .Select(r => new
            {
                r.Id,
                r.Title,
                r.Model,
                Score = r.ResidualScore ?? r.InherentScore,
            })
            .ToListAsync(ct);
        return risks.Select(r => new SearchHit(
            T["Risks"],
            "shield",
            r.Title,
            r.Model is null ? r.Id.ToString() : $"{r.Id}, {r.Model}",
            T["Score {0}", r.Score],
            $"/risks/{r.Id}"
        ));
    }

    private static async Task<IEnumerable<SearchHit>> IncidentsAsync(
        GovernanceDbContext db,
        string text,
        string pattern,
        CancellationToken ct
    )
    {
        var id = DisplayId.TryParse<IncidentId>(text, out var known) ? known : default;
        var incidents = await db
            .Incidents.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(i => i.Id == id || EF.Functions.Like(i.Title.ToLower(), pattern, Escape))
            .OrderByDescending(i => i.Id == id)
            .ThenByDescending(i => i.OpenedAt)
            .Take(MaxOfAGroup)
            .Select(i => new
            {
                i.Id,
                i.Title,
                i.State,
            })
            .ToListAsync(ct);
        return incidents.Select(i => new SearchHit(
            T["Incidents"],
            "emergency_home",
            i.Title,
            i.Id.ToString(),
            T[WireName.Of(i.State)],
            $"/incidents/{i.Id}"
        ));
    }

    private static async Task<IEnumerable<SearchHit>> SystemsAsync(
        GovernanceDbContext db,
        string text,
        string pattern,
        CancellationToken ct
    )
    {
        var id = DisplayId.TryParse<SystemId>(text, out var known) ? known : default;
        var systems = await db
            .AiSystems.AsNoTracking()
            .Where(s => s.Id == id || EF.Functions.Like(s.NameKey, pattern, Escape))
            .OrderBy(s => s.Id)
            .Take(MaxOfAGroup)
            .Select(s => new { s.Id, s.Name })
            .ToListAsync(ct);
        return systems.Select(s => new SearchHit(
            T["AI systems"],
            "gavel",
            s.Name,
            s.Id.ToString(),
            T["AI system"],
            $"/compliance/systems/{s.Id}"
        ));
    }

    private static async Task<IEnumerable<SearchHit>> PoliciesAsync(GovernanceDbContext db, string pattern, CancellationToken ct)
    {
        var policies = await db
            .Policies.AsNoTracking()
            .Where(p => EF.Functions.Like(p.Name, pattern, Escape))
            .Select(p => p.Name)
            .Distinct()
            .OrderBy(n => n)
            .Take(MaxOfAGroup)
            .ToListAsync(ct);
        return policies.Select(name => new SearchHit(
            T["Policies"],
            "policy",
            name,
            "",
            T["Policy"],
            $"/policies/{Uri.EscapeDataString(name)}"
        ));
    }

    private static string Word(PromotionState state) => WireName.Of(state) is var name ? T[char.ToUpperInvariant(name[0]) + name[1..]] : "";
}
