using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Agents.Tools;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>What the servers of an agent's tools were seen to list last.</summary>
public static class ObservedTools
{
    /// <summary>The newest list of each server, and its silence where that came later.</summary>
    /// <param name="Listed">What it listed last; null when it never answered.</param>
    /// <param name="Silent">Since when it does not answer; null when it does.</param>
    public sealed record Server(AgentToolObservation? Listed, AgentToolObservation? Silent);

    /// <summary>Reads them by name of the server, in one query.</summary>
    public static async Task<IReadOnlyDictionary<string, Server>> OfAsync(GovernanceDbContext db, string model, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var newest = await db
            .AgentToolObservations.IgnoreQueryFilters()
            .Where(o =>
                o.Model == model
                && !db.AgentToolObservations.Any(n =>
                    n.Model == o.Model && n.Server == o.Server && n.IsSilent == o.IsSilent && (int)(object)n.Id > (int)(object)o.Id
                )
            )
            .WithPendingAsync(db, o => o.Model == model, ct);
        return newest
            .GroupBy(o => o.Server, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g =>
                {
                    var listed = g.Where(o => !o.IsSilent).MaxBy(o => o.Id.Number);
                    var silent = g.Where(o => o.IsSilent).MaxBy(o => o.Id.Number);
                    return new Server(listed, silent?.Id.Number > (listed?.Id.Number ?? 0) ? silent : null);
                },
                StringComparer.Ordinal
            );
    }

    /// <summary>The same as facts of a gate, compared with the log. A silent server counts with what it listed last.</summary>
    /// <returns>Null when none was ever seen.</returns>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
    public static async Task<IReadOnlyList<GateObservedServer>?> OfGateAsync(
        GovernanceDbContext db,
        string model,
        AgentManifest manifest,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(manifest);
        await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<AgentToolObservation>(nameof(AgentToolObservation.Model), model)], ct);
        var seen = await OfAsync(db, model, ct);
        var facts = manifest
            .Servers.Select(s => seen.GetValueOrDefault(s.Name)?.Listed)
            .OfType<AgentToolObservation>()
            .Select(ToGate)
            .ToList();
        return facts.Count > 0 ? facts : null;
    }

    /// <summary>What a server listed, as gates compare it.</summary>
    public static GateObservedServer ToGate(AgentToolObservation seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return new(seen.Server, seen.ServerVersion, seen.At, [.. seen.Tools.Select(t => new GateObservedTool(t.Name, t.Sha256))]);
    }
}
