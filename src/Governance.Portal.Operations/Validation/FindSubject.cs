using Governance.Data;
using Governance.Domain.Models;
using Governance.Domain.Validation;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>What a run is about: a version, and the held-out set that it declares.</summary>
/// <param name="Version">The version.</param>
/// <param name="Set">Its held-out set.</param>
internal sealed record RunSubject(ModelVersion Version, HeldOutSet Set);

/// <summary>Finds which version a schedule validates now, and with which rows.</summary>
internal static class FindSubject
{
    /// <summary>Both, or why not.</summary>
    /// <exception cref="RunFailedException">There is no version, or its held-out set is not on record.</exception>
    public static async Task<RunSubject> RunAsync(GovernanceDbContext db, ValidationSchedule schedule, CancellationToken ct)
    {
        var name =
            await VersionAsync(db, schedule, ct)
            ?? throw new RunFailedException(ValidationFault.Version, $"No version of {schedule.Model} runs in {schedule.Environment}.");
        var version = await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Model == schedule.Model && v.Version == name, ct);
        if (version is null or { Stage: Stage.Retired })
        {
            throw new RunFailedException(ValidationFault.Version, $"{ModelName.Of(schedule.Model, name)} is retired.");
        }

        var declared = await db
            .RegisteredDatasets.AsNoTracking()
            .Where(d => d.Model == version.Model && d.Version == version.Version && d.Role == "test")
            .OrderBy(d => d.Id)
            .Select(d => d.Sha256)
            .ToListAsync(ct);
        if (declared.Count == 0)
        {
            throw new RunFailedException(ValidationFault.Data, $"{version.Id} declares no held-out set (a dataset of role test).");
        }

        var sets = await db.HeldOutSets.AsNoTracking().Where(s => s.Model == version.Model && declared.Contains(s.Sha256)).ToListAsync(ct);
        // Of several the one that the version names first.
        return new(
            version,
            sets.OrderBy(s => declared.IndexOf(s.Sha256)).FirstOrDefault()
                ?? throw new RunFailedException(
                    ValidationFault.Data,
                    $"The file of the held-out set that {version.Id} declares (SHA-256 {declared[0]}) is not on record. "
                        + "Store it here once.",
                    mayPass: true // someone may be about to
                )
        );
    }

    /// <summary>The version that a schedule validates now; null when none runs in its environment.</summary>
    public static async Task<string?> VersionAsync(GovernanceDbContext db, ValidationSchedule schedule, CancellationToken ct) =>
        schedule.Version
        ?? await db
            .Deployments.Where(d => d.Model == schedule.Model && d.Environment == schedule.Environment && d.Until == null)
            .OrderByDescending(d => d.Since)
            .ThenByDescending(d => d.Id)
            .Select(d => d.Version)
            .FirstOrDefaultAsync(ct);
}
