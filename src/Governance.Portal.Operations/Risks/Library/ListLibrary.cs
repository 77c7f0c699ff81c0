using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.Library;

/// <summary>A risk of the library as it is offered to a place.</summary>
/// <param name="Risk">The risk.</param>
/// <param name="Known">The open risk of the register that is this one already; null when there is none.</param>
/// <param name="Monitor">The monitor it would listen to; null when to none.</param>
/// <param name="Rule">The kind of alerts it would listen to; null when to none.</param>
public sealed record LibraryOffer(LibraryRisk Risk, RiskId? Known, MonitorId? Monitor, AlertRule? Rule);

/// <summary>What a risk can be about, for the form.</summary>
/// <param name="Models">Names of models; at most 500.</param>
/// <param name="Systems">AI systems with their names; at most 500.</param>
public sealed record RiskPlaces(IReadOnlyList<string> Models, IReadOnlyList<(SystemId Id, string Name)> Systems);

/// <summary>The risk library beside what the register has of it.</summary>
public sealed class ListLibrary(IDbContextFactory<GovernanceDbContext> dbFactory, ListModelNames models)
{
    private const int MaxSystems = 500;

    /// <summary>The risks of a set as they are offered to a model or a system.</summary>
    /// <param name="set">The set.</param>
    /// <param name="place">The model, or the system by its id; empty for no place yet.</param>
    /// <param name="words">The words of the library in the reader's language.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<LibraryOffer>> RunAsync(LibrarySet set, string? place, Func<string, string> words, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (string.IsNullOrEmpty(place))
        {
            return [.. set.Risks.Select(r => new LibraryOffer(r, null, null, null))];
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        (string? model, string? system) = AddLibraryRisks.IsSystem(place) ? ((string?)null, place.ToUpperInvariant()) : (place, null);
        var known = await AddLibraryRisks.KnownAsync(db, model, system, set.Risks, words, ct);
        var signals = await LibrarySignals.OfAsync(db, model, ct);
        return
        [
            .. set.Risks.Select(r =>
            {
                var signal = signals.GetValueOrDefault(r.Category);
                return new LibraryOffer(r, known.TryGetValue(r.Id, out var id) ? id : null, signal?.Monitor, signal?.Rule);
            }),
        ];
    }

    /// <summary>Models and systems that risks can be added to.</summary>
    public async Task<RiskPlaces> PlacesAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var systems = await db
            .AiSystems.AsNoTracking()
            .IgnoreAutoIncludes()
            .OrderBy(s => s.Id)
            .Take(MaxSystems)
            .Select(s => new { s.Id, s.Name })
            .ToListAsync(ct);
        return new(await models.RunAsync(ct), [.. systems.Select(s => (s.Id, s.Name))]);
    }
}
