using Governance.Data;
using Governance.Domain.Discovery;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries;

/// <summary>A configured registry and its state.</summary>
public sealed record ConnectionView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind, such as <c>unity-catalog</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Display name of the kind.</summary>
    public required string Title { get; init; }

    /// <summary>Address without its secret parts; empty if the kind has none.</summary>
    public required string Address { get; init; }

    /// <summary>E-mail address of the account that owns its models.</summary>
    public required string Owner { get; init; }

    /// <summary>Minutes between two full imports; 0 if only on request.</summary>
    public int ReconcileMinutes { get; init; }

    /// <summary>True if regular reads import nothing.</summary>
    public bool Discovers { get; init; }

    /// <summary>True if files are also fetched.</summary>
    public bool FetchesFiles { get; init; }

    /// <summary>True if the portal writes approvals back.</summary>
    public bool WritesBack { get; init; }

    /// <summary>Number of models imported from it.</summary>
    public int Models { get; init; }

    /// <summary>Number of these models that are no longer there.</summary>
    public int Gone { get; init; }

    /// <summary>Number of drift findings that are waiting for a decision.</summary>
    public int Drift { get; init; }

    /// <summary>Number of approvals waiting to be written back.</summary>
    public int WritesWaiting { get; init; }

    /// <summary>Number of approvals that could not be written back and are retried only every few hours.</summary>
    public int WritesFailed { get; init; }

    /// <summary>When the last successful full import ended; null if there was none.</summary>
    public DateTimeOffset? ImportedAt { get; init; }
}

/// <summary>An approval that was written back to a registry, or is waiting to be.</summary>
/// <param name="Connection">Name of the registry.</param>
/// <param name="Model">Name of the model in the portal.</param>
/// <param name="Version">Name of the version in the portal.</param>
/// <param name="IsApproved">True for an approval, false if it has ended.</param>
/// <param name="Permit">The permit that the approval is or was based on.</param>
/// <param name="State"><c>waiting</c>, <c>written</c> or <c>failed</c>.</param>
/// <param name="Problem">What went wrong in the last attempt.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="WrittenAt">When the registry accepted it.</param>
public sealed record RegistryApprovalView(
    string Connection,
    string Model,
    string Version,
    bool IsApproved,
    string Permit,
    RegistryWriteState State,
    string? Problem,
    DateTimeOffset DecidedAt,
    DateTimeOffset? WrittenAt
);

/// <summary>Reads how registries stand.</summary>
public sealed class ListConnections(RegistryConnections connections, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>The registries that are set up, in the order of the settings.</summary>
    public async Task<IReadOnlyList<ConnectionView>> AllAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var models = await db
            .ImportedModels.GroupBy(m => m.Connection)
            .Select(g => new
            {
                g.Key,
                All = g.Count(),
                Gone = g.Count(m => m.GoneAt != null),
            })
            .ToDictionaryAsync(g => g.Key, g => (g.All, g.Gone), StringComparer.Ordinal, ct);
        var drift = await db
            .Discoveries.Where(d => d.Kind == DiscoveryKind.RegistryDrift && d.State == DiscoveryState.ToTriage && d.GoneAt == null)
            .GroupBy(d => d.Source)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, ct);
        var writes = await db
            .RegistryWrites.Where(w => w.State != RegistryWriteState.Written)
            .GroupBy(w => w.Connection)
            .Select(g => new
            {
                g.Key,
                Failed = g.Count(w => w.State == RegistryWriteState.Failed),
                All = g.Count(),
            })
            .ToDictionaryAsync(g => g.Key, g => (g.Failed, g.All), StringComparer.Ordinal, ct);
        var last = await db
            .RegistryImports.Where(i => i.Only == null && !i.IsDryRun && i.State == RegistryImportState.Done && i.EndedAt != null)
            .GroupBy(i => i.Connection)
            .Select(g => new { g.Key, At = g.Max(i => i.EndedAt) })
            .ToDictionaryAsync(g => g.Key, g => g.At, StringComparer.Ordinal, ct);
        return
        [
            .. connections.All.Select(c => new ConnectionView
            {
                Name = c.Name,
                Kind = c.Kind,
                Title = connections.ReaderOf(c).Title,
                Address = Uri.TryCreate(c.Address, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Path) : "",
                Owner = c.Owner,
                ReconcileMinutes = c.ReconcileMinutes,
                Discovers = c.Discover,
                FetchesFiles = c.Artifacts,
                WritesBack = connections.WriterOf(c) is not null,
                Models = models.GetValueOrDefault(c.Name).All,
                Gone = models.GetValueOrDefault(c.Name).Gone,
                Drift = drift.GetValueOrDefault(FindDrift.SourceOf(c.Name)),
                WritesWaiting = writes.GetValueOrDefault(c.Name).All - writes.GetValueOrDefault(c.Name).Failed,
                WritesFailed = writes.GetValueOrDefault(c.Name).Failed,
                ImportedAt = last.GetValueOrDefault(c.Name),
            }),
        ];
    }

    /// <summary>The approvals decided last, the newest first.</summary>
    public async Task<PageOf<RegistryApprovalView>> ApprovalsAsync(int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db
            .RegistryWrites.AsNoTracking()
            .OrderByDescending(w => w.DecidedAt)
            .ThenBy(w => w.Connection)
            .ThenBy(w => w.Model)
            .ThenBy(w => w.Version)
            .Skip(skip)
            .Take(take)
            .ToListAsync(ct);
        return new PageOf<RegistryApprovalView>(
            [
                .. rows.Select(w => new RegistryApprovalView(
                    w.Connection,
                    w.Model,
                    w.Version,
                    w.IsApproved,
                    w.Permit,
                    w.State,
                    w.Problem,
                    w.DecidedAt,
                    w.WrittenAt
                )),
            ],
            await db.RegistryWrites.CountAsync(ct)
        );
    }
}
