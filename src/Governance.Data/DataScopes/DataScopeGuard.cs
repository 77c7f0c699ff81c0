using Governance.Domain;
using Governance.Domain.Cards;
using Governance.Domain.Datasets;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Reports;
using Governance.Domain.Retirements;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Governance.Data.DataScopes;

/// <summary>
/// The two gates through which every action of a limited role or key passes: what it names, before it begins, and what it would write,
/// before it is saved. An action that forgets to ask is stopped here.
/// </summary>
internal static class DataScopeGuard
{
    /// <summary>Judges what an action names.</summary>
    public static async Task<Refusal?> RefusesAsync(GovernanceDbContext db, DataScope dataScope, Attempt attempt, CancellationToken ct)
    {
        var placed = attempt.Action.StartsWith("decision.", StringComparison.Ordinal)
            ? await SubjectPlaces.OfDecisionAsync(db, attempt.Subject, ct)
            : await SubjectPlaces.FindAsync(db, attempt.Subject, ct);
        return ScopeRules.Refuses(dataScope, attempt.Action, placed.IsKnown, LooksPlaced(attempt), placed.Places);
    }

    /// <summary>Judges what is about to be saved.</summary>
    public static async Task<Refusal?> RefusesAsync(GovernanceDbContext db, DataScope dataScope, CancellationToken ct)
    {
        var entries = db
            .ChangeTracker.Entries()
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .ToList();
        // What is registered in this very save, and may be, belongs where its parts do.
        var made = entries
            .Where(e => e is { State: EntityState.Added, Entity: Model or AiSystem })
            .Select(e => e.Entity is Model model ? model.Name : ((AiSystem)e.Entity).AuditSubject)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (await RefusesAsync(db, dataScope, entry, made, ct) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static async Task<Refusal?> RefusesAsync(
        GovernanceDbContext db,
        DataScope dataScope,
        EntityEntry entry,
        HashSet<string> made,
        CancellationToken ct
    ) =>
        entry.Entity switch
        {
            Model model => entry.State is EntityState.Added
                ? Within(dataScope.Has(model.System))
                : Within(dataScope.Models.Contains(model.Name))
                    ?? (entry.Property(nameof(Model.System)).IsModified ? ScopeRefusals.Moves : null),
            AiSystem system => entry.State is EntityState.Added
                ? Within(system.BusinessUnit is { } unit && dataScope.Units.Contains(unit) && system.Models.All(dataScope.Has))
                : Within(dataScope.Systems.Contains(system.Id))
                    ?? (
                        entry.Property(nameof(AiSystem.BusinessUnit)).IsModified || !system.Models.All(dataScope.Models.Contains)
                            ? ScopeRefusals.Moves
                            : null
                    ),
            // Of which systems it is decides who sees it.
            DatasetRecord => entry.State is not EntityState.Modified || entry.Property("_systems").IsModified
                ? ScopeRefusals.MovesDataset
                : null,
            Risk risk => Covered(dataScope, risk.Model, risk.SystemId),
            ThreatVerdict verdict => Covered(dataScope, verdict.Place),
            Incident incident => Within(incident.Systems.All(dataScope.Has) && incident.Versions.All(v => dataScope.Has(v.Model))),
            Card card => Covered(dataScope, Whole(card.Subject)),
            Retirement retirement => Covered(dataScope, Whole(retirement.Subject)),
            Report report => (await SubjectPlaces.FindAsync(db, report.Subject, ct)) is { IsKnown: true } placed
                ? Within(dataScope.Covers(placed.Places))
                : ScopeRefusals.Organisation,
            _ => OfMembers(dataScope, entry, made),
        };

    private static Refusal? OfMembers(DataScope dataScope, EntityEntry entry, HashSet<string> made)
    {
        foreach (var property in entry.Metadata.GetProperties())
        {
            // A dashboard that is sent names what it is narrowed to; what it shows is cut to the data scope when it is read.
            var place =
                entry.Entity is Domain.Kpis.DashboardSubscription
                    ? null
                    : entry.Property(property.Name).CurrentValue switch
                    {
                        string model when property.Name == "Model" => model,
                        SystemId system => system.ToString(),
                        _ => null,
                    };
            if (place is not null && !dataScope.Has(place) && !made.Contains(place))
            {
                return ScopeRefusals.Outside;
            }
        }

        return null;
    }

    private static Refusal? Within(bool isWithin) => isWithin ? null : ScopeRefusals.Outside;

    private static Refusal? Covered(DataScope dataScope, params string?[] places)
    {
        var named = places.OfType<string>().Where(p => p.Length > 0).ToList();
        return named.Count == 0 ? ScopeRefusals.Organisation : Within(dataScope.Covers(named));
    }

    private static string Whole(string subject) => subject.Split('@')[0];

    private static bool LooksPlaced(Attempt attempt)
    {
        var text = attempt.Subject.Split('/')[0];
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return text.Contains('@', StringComparison.Ordinal)
            || attempt.Action.StartsWith("decision.", StringComparison.Ordinal)
            || (dash > 0 && SubjectPlaces.Prefixes.Contains(text[..dash], StringComparer.OrdinalIgnoreCase))
            || s_ofModels.Contains(attempt.Action.Split('.')[0]);
    }

    // Actions of these nouns name a model: one that is not registered is not there, and no matter of the organisation.
    private static readonly HashSet<string> s_ofModels = new(StringComparer.Ordinal) { "model", "version", "monitor", "decision-policy" };
}
