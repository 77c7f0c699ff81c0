using System.Globalization;
using System.Text;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Discovery;
using Governance.Domain.Experiments;
using Governance.Domain.Models;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries;

/// <summary>
/// Compares what a registry serves and says with what is decided here, and files what does not fit for triage: a production alias, a status
/// or
/// an endpoint on a version that no approval or permit stands for, an approval taken away there, and versions that vanished.
/// </summary>
public sealed partial class FindDrift(
    RegistryConnections connections,
    IFileDiscoveries discoveries,
    IDeployGate gate,
    IStandingPermits permits,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ILogger<FindDrift> logger
)
{
    private const int MaxEndpoints = 10_000;

    /// <summary>The source under which drift of a registry is filed.</summary>
    public static string SourceOf(string connection) => $"registry-drift/{connection}";

    /// <summary>Compares after a complete reading.</summary>
    /// <param name="from">The connection.</param>
    /// <param name="endpoints">What it serves, and whether that is all.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task RunAsync(
        RegistryConnection from,
        (IReadOnlyList<FoundEndpoint> Items, bool IsComplete) endpoints,
        CancellationToken ct
    )
    {
        var found = new Dictionary<string, FoundThing>(StringComparer.Ordinal);
        var isComplete = await VersionsAsync(from, found, ct) && endpoints.IsComplete;
        foreach (var endpoint in endpoints.Items)
        {
            await EndpointAsync(from, endpoint, found, ct);
        }

        var source = SourceOf(from.Name);
        if (await IsFiledAsync(source, found, ct))
        {
            return;
        }

        var filed = await discoveries.FileAsync(RunImports.Job, source, isComplete, [.. found.Values], ct);
        if (filed.Refusal is { } refusal)
        {
            LogNotFiled(from.Name, refusal.Message);
        }
    }

    private async Task<bool> VersionsAsync(RegistryConnection from, Dictionary<string, FoundThing> found, CancellationToken ct)
    {
        List<(ImportedVersion Version, bool IsGone)> odd;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            var rows = await db
                .ImportedVersions.AsNoTracking()
                .Where(v => v.Connection == from.Name)
                .Select(v => new
                {
                    Version = v,
                    IsGone = v.GoneAt != null
                        || db.ImportedModels.Any(m => m.Connection == v.Connection && m.SourceId == v.SourceModel && m.GoneAt != null),
                })
                .Where(r => r.IsGone || r.Version.ClaimedBy != null || r.Version.IsAsWritten == false)
                .OrderBy(r => r.Version.SourceModel)
                .ThenBy(r => r.Version.SourceId)
                .Take(DiscoveryRefusals.MaxFindings + 1)
                .ToListAsync(ct);
            odd = [.. rows.Select(r => (r.Version, r.IsGone))];
        }

        foreach (var (version, isGone) in odd)
        {
            if (isGone)
            {
                Add(found, from, version, "gone", "It is registered here but no longer in its registry.");
                continue;
            }

            if (version.ClaimedBy is { } claim && !await IsAllowedAsync(version.Model, version.Version, ct))
            {
                Add(
                    found,
                    from,
                    version,
                    $"claims/{claim}",
                    $"Its registry serves it as {claim}. Neither a gate nor a permit allows that here."
                );
            }

            if (version.IsAsWritten is false)
            {
                Add(found, from, version, "approval", "The approval that this portal wrote was removed in the registry.");
            }
        }

        return odd.Count <= DiscoveryRefusals.MaxFindings;
    }

    /// <summary>Reads what a registry serves.</summary>
    /// <exception cref="RegistryException">It could not be read.</exception>
    internal async Task<(IReadOnlyList<FoundEndpoint> Items, bool IsComplete)> EndpointsAsync(RegistryConnection from, CancellationToken ct)
    {
        var reader = connections.ReaderOf(from);
        var items = new List<FoundEndpoint>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var isComplete = true;
        for (string? cursor = null; ; )
        {
            var page = await reader.EndpointsAsync(from, cursor, ct);
            items.AddRange(page.Items);
            isComplete &= page.Skipped == 0;
            if ((cursor = page.Next) is null || items.Count > MaxEndpoints)
            {
                return (items, isComplete && cursor is null);
            }

            if (!seen.Add(cursor))
            {
                throw new RegistryException("The server returns the same page of endpoints again and again.");
            }
        }
    }

    private async Task EndpointAsync(
        RegistryConnection from,
        FoundEndpoint endpoint,
        Dictionary<string, FoundThing> found,
        CancellationToken ct
    )
    {
        ImportedVersion? version;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            version = await db
                .ImportedVersions.AsNoTracking()
                .Where(v =>
                    v.Connection == from.Name
                    && v.SourceModel == endpoint.ModelId
                    && (v.SourceId == endpoint.Version || v.Number == endpoint.Version)
                )
                .OrderBy(v => v.SourceId)
                .FirstOrDefaultAsync(ct);
        }

        if (
            version is not null
            && (
                await IsAllowedAsync(version.Model, version.Version, ct)
                || await IsTriedAsync(version.Model, version.Version, endpoint.TrafficShare, ct)
            )
        )
        {
            return;
        }

        var name = version is null ? $"{endpoint.ModelId} {endpoint.Version}" : ModelName.Of(version.Model, version.Version);
        var what = endpoint.TrafficShare is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"The endpoint {endpoint.Name} sends {share:P0} of its traffic to it.")
            : $"The endpoint {endpoint.Name} serves it.";
        var why = version is null ? "That version is not registered here." : "Neither a gate nor a permit allows that here.";
        Add(found, from, name, $"endpoints/{endpoint.Name}", $"{what} {why}");
    }

    private async Task<bool> IsAllowedAsync(string model, string version, CancellationToken ct) =>
        (await gate.JudgeAsync(new(model, version, WireName.Of(Stage.Production), null), ct)).Allow
        || await permits.NewestAsync(model, version, ct) is { Stands: true };

    // A running experiment lets its challenger have its share, and no more.
    private async Task<bool> IsTriedAsync(string model, string version, double? share, CancellationToken ct)
    {
        if (share is null)
        {
            return false;
        }

        List<ExperimentId> running;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            running = await db
                .Experiments.AsNoTracking()
                .Where(e =>
                    e.Model == model
                    && e.Challenger == version
                    && e.State == ExperimentState.Running
                    && e.Kind != ExperimentKind.Shadow
                    && e.Share >= share
                )
                .OrderBy(e => e.Id)
                .Select(e => e.Id)
                .ToListAsync(ct);
        }

        foreach (var experiment in running)
        {
            var asked = new DeployQuestion(model, version, WireName.Of(Stage.Production), null) { Experiment = experiment };
            if ((await gate.JudgeAsync(asked, ct)).Allow)
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(
        Dictionary<string, FoundThing> found,
        RegistryConnection from,
        ImportedVersion version,
        string place,
        string detail
    ) => Add(found, from, ModelName.Of(version.Model, version.Version), place, detail);

    private static void Add(Dictionary<string, FoundThing> found, RegistryConnection from, string name, string place, string detail)
    {
        if (
            found.Count < DiscoveryRefusals.MaxFindings
            && FoundThing.Of(
                WireName.Of(DiscoveryKind.RegistryDrift),
                WholeText.Beginning(name, FoundThing.MaxName),
                (WholeText.Beginning($"{from.Name}/{place}", FoundThing.MaxPath), null),
                (WholeText.Beginning(detail, FoundThing.MaxDetail), null),
                Sha256Hex.Of(Encoding.UTF8.GetBytes($"{from.Name}\n{name}\n{place}"))
            )
                is { } thing
        )
        {
            found[thing.Key] = thing;
        }
    }

    // The same as last time needs no entry in the log.
    private async Task<bool> IsFiledAsync(string source, Dictionary<string, FoundThing> found, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filed = await db.Discoveries.Where(d => d.Source == source && d.GoneAt == null).Select(d => d.Key).ToListAsync(ct);
        return filed.ToHashSet(StringComparer.Ordinal).SetEquals(found.Keys);
    }

    [LoggerMessage(1436, LogLevel.Warning, "Drift of the registry {Connection} was not filed: {Problem}")]
    private partial void LogNotFiled(string connection, string problem);
}
