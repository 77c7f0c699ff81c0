using Governance.Data;
using Governance.Domain.Models;
using Governance.Domain.Validation;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>What a run is about: a version, and the held-out set that it declares.</summary>
/// <param name="Version">The version.</param>
/// <param name="Set">Its held-out set: rows, or a suite of prompts.</param>
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

        var declared = await DeclaredAsync(db, version.Model, version.Version, ct);
        if (declared.Count == 0)
        {
            throw new RunFailedException(ValidationFault.Data, $"{version.Id} declares no held-out set (a dataset with the role test).");
        }

        return new(
            version,
            await SetAsync(db, version.Model, declared, schedule.SendsPrompts, ct)
                ?? throw new RunFailedException(
                    ValidationFault.Data,
                    schedule.SendsPrompts
                        ? $"The prompt suite that {version.Id} declares (a dataset with the role test) is not stored. Store it here once."
                        : $"The file of the held-out set that {version.Id} declares (SHA-256 {declared[0]}) is not stored. "
                            + "Store it here once.",
                    mayPass: true // someone may be about to
                )
        );
    }

    /// <summary>
    /// The schedule that scores with a held-out set: one that runs, or a run of which is under way. Null when none does.
    /// </summary>
    public static async Task<ValidationScheduleId?> ScheduleOfAsync(GovernanceDbContext db, HeldOutSet set, CancellationToken ct)
    {
        var schedules = await db
            .ValidationSchedules.AsNoTracking()
            .Where(s =>
                s.Model == set.Model
                && (
                    s.State == ScheduleState.Active
                    || db.ValidationRuns.Any(r =>
                        r.Schedule == s.Id && (r.State == ValidationRunState.Queued || r.State == ValidationRunState.Running)
                    )
                )
            )
            .OrderBy(s => s.Id)
            .ToListAsync(ct);
        foreach (var schedule in schedules)
        {
            if (
                await VersionAsync(db, schedule, ct) is { } version
                && await db.Versions.AnyAsync(v => v.Model == set.Model && v.Version == version && v.Stage != Stage.Retired, ct)
                && await SetAsync(db, set.Model, await DeclaredAsync(db, set.Model, version, ct), schedule.SendsPrompts, ct) is { } scored
                && scored.Id == set.Id
            )
            {
                return schedule.Id;
            }
        }

        return null;
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

    private static Task<List<string>> DeclaredAsync(GovernanceDbContext db, string model, string version, CancellationToken ct) =>
        db
            .RegisteredDatasets.AsNoTracking()
            .Where(d => d.Model == model && d.Version == version && d.Role == "test")
            .OrderBy(d => d.Id)
            .Select(d => d.Sha256)
            .ToListAsync(ct);

    // Of several the one that the version names first.
    private static async Task<HeldOutSet?> SetAsync(
        GovernanceDbContext db,
        string model,
        List<string> declared,
        bool prompts,
        CancellationToken ct
    ) =>
        (
            await db
                .HeldOutSets.AsNoTracking()
                .Where(s => s.Model == model && s.RemovedAt == null && declared.Contains(s.Sha256))
                .ToListAsync(ct)
        )
            .Where(s => s.IsPromptSuite == prompts)
            .OrderBy(s => declared.IndexOf(s.Sha256))
            .FirstOrDefault();
}
