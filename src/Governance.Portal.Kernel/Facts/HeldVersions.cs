using Governance.Data;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>What keeps a version out of use: an incident that contains it, or a retirement that has stopped its traffic.</summary>
/// <param name="By">Number of the incident or of the retirement.</param>
/// <param name="Kind">Which of the two.</param>
/// <param name="Refusal">What is answered wherever the version is to be deployed or used.</param>
public sealed record VersionHold(string By, HoldKind Kind, Refusal Refusal);

/// <summary>What can hold a version.</summary>
public enum HoldKind
{
    /// <summary>An incident, until it releases the version.</summary>
    Incident,

    /// <summary>A retirement, for good.</summary>
    Retirement,
}

/// <summary>
/// Asked by everything that lets a version be deployed or used: gate, permit, deployment, roll-back, decision point, and the facades that
/// hand versions out. Asked of what runs, too, since its deployment is still on record.
/// </summary>
public static class HeldVersions
{
    /// <summary>Everything that holds a version: the oldest incident first, then the retirement; empty when nothing does.</summary>
    /// <param name="db">A context.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<VersionHold>> AllAsync(
        GovernanceDbContext db,
        string model,
        string version,
        CancellationToken ct
    )
    {
        var name = ModelName.Of(model, version);
        List<VersionHold> holds = [];
        if (await IncidentAsync(db, model, version, ct) is { } incident)
        {
            holds.Add(new(incident.ToString(), HoldKind.Incident, IncidentRefusals.Holds(incident, name)));
        }

        if (await RetirementAsync(db, model, version, ct) is { } retirement)
        {
            holds.Add(new(retirement.ToString(), HoldKind.Retirement, RetirementRefusals.Holds(retirement, name)));
        }

        return holds;
    }

    /// <summary>Why this version may be neither deployed nor used; null when nothing holds it.</summary>
    /// <param name="db">A context.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Refusal?> OfAsync(GovernanceDbContext db, string model, string version, CancellationToken ct) =>
        (await AllAsync(db, model, version, ct)) is [var first, ..] ? first.Refusal : null;

    /// <summary>The oldest incident that holds a version; null when none does.</summary>
    /// <param name="db">A context.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IncidentId?> IncidentAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        var held = await db
            .IncidentVersions.AsNoTracking()
            .Where(v => v.Model == model && v.Version == version && v.HeldAt != null && v.ReleasedAt == null)
            .OrderBy(v => v.Incident)
            .Select(v => v.Incident)
            .Take(1)
            .ToListAsync(ct);
        return held.Count == 0 ? null : held[0];
    }

    private static async Task<RetirementId?> RetirementAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        var held = await db
            .RetirementVersions.AsNoTracking()
            .Where(v => v.Model == model && v.Version == version && v.StoppedAt != null)
            .OrderBy(v => v.Retirement)
            .Select(v => v.Retirement)
            .Take(1)
            .ToListAsync(ct);
        return held.Count == 0 ? null : held[0];
    }
}
