using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Datasets;
using Governance.Domain.Lineage;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>Reads one dataset: its record, its versions and where it is used.</summary>
public sealed class GetDataset(IDbContextFactory<GovernanceDbContext> dbFactory, LogLabels words, TimeProvider clock)
{
    private const int MaxShown = 200;

    /// <summary>The dataset; also one that versions name and that has no record yet.</summary>
    public async Task<Result<DatasetView>> RunAsync(string name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var record = await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Name == name, ct);
        var (named, made, derived, isCut) = await AffectedByDataset.WithDataAsync(db, name, ct);
        if (record is null && named.Count == 0)
        {
            return DatasetRefusals.NotFound;
        }

        var runs = await RunsAsync(db, named.Select(d => d.Model).Concat(made.Select(v => v.Model)), ct);
        var view = new DatasetView
        {
            Name = name,
            Versions = States(named),
            UsedBy =
            [
                .. named
                    .Select(d => new DatasetUseView(d.Model, d.Version, d.Role, d.DatasetVersion)
                    {
                        RunsIn = [.. runs[(d.Model, d.Version)]],
                    })
                    .Take(MaxShown),
                .. made.Select(v => new DatasetUseView(v.Model, v.Version, "lineage", null) { RunsIn = [.. runs[v]] }).Take(MaxShown),
            ],
            Derived = derived,
            UsedByIsCut = isCut || named.Count > MaxShown || made.Count > MaxShown,
        };
        if (record is null)
        {
            return view;
        }

        var owner = (await People.ByIdAsync(db, [record.Owner], ct)).GetValueOrDefault(record.Owner);
        var terms = record.Terms;
        return view with
        {
            Id = record.Id,
            Owner = owner?.Email ?? record.Owner.ToString(),
            OwnerName = owner?.Name ?? record.Owner.ToString(),
            Description = terms.Description,
            Sensitivity = terms.Sensitivity,
            PersonalData = terms.HasPersonalData,
            Categories = terms.Categories,
            SpecialCategories = terms.HasSpecialCategories,
            LegalBasis = terms.LegalBasis,
            Consent = terms.Consent,
            ConsentWithdrawnOn = terms.ConsentWithdrawnOn,
            Region = terms.Region,
            RetentionUntil = terms.RetentionUntil,
            RetentionIsOver = record.IsRetentionOver(clock.GetLocalNow()),
            Purposes = terms.Purposes,
            Systems = terms.Systems,
            Licence = terms.Licence,
            Datasheet = record.Datasheet?.Text,
            RegisteredAt = record.RegisteredAt,
            History = await HistoryAsync(db, record.Id, ct),
            Tasks = await TasksAsync(db, record.Id, ct),
            Revision = record.Revision,
            OwnerId = record.Owner,
        };
    }

    private static async Task<ILookup<(string Model, string Version), string>> RunsAsync(
        GovernanceDbContext db,
        IEnumerable<string> models,
        CancellationToken ct
    )
    {
        var names = models.Distinct(StringComparer.Ordinal).Take(MaxShown).ToList();
        var deployments = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Until == null && names.Contains(d.Model))
            .OrderBy(d => d.Id)
            .Select(d => new
            {
                d.Model,
                d.Version,
                d.Environment,
            })
            .ToListAsync(ct);
        return deployments.Distinct().ToLookup(d => (d.Model, d.Version), d => d.Environment);
    }

    private static async Task<IReadOnlyList<DataTaskView>> TasksAsync(GovernanceDbContext db, DatasetId id, CancellationToken ct)
    {
        var tasks = await db
            .DataTasks.AsNoTracking()
            .Where(t => t.Dataset == id)
            .OrderBy(t => t.Outcome != null)
            .ThenByDescending(t => t.Id)
            .Take(MaxShown)
            .ToListAsync(ct);
        var owners = await People.ByIdAsync(db, tasks.Select(t => t.Owner).Distinct(), ct);
        return
        [
            .. tasks.Select(t => new DataTaskView
            {
                Id = t.Id,
                Cause = t.Cause,
                EndedOn = t.EndedOn,
                Scope = t.Scope,
                Why = t.Why?.Text,
                Model = t.Model.Length == 0 ? null : t.Model,
                Versions = t.Versions,
                Owner = owners.GetValueOrDefault(t.Owner)?.Name ?? t.Owner.ToString(),
                OwnerId = t.Owner,
                DueOn = t.DueOn,
                Outcome = t.Outcome,
                Reason = t.Reason?.Text,
            }),
        ];
    }

    private static IReadOnlyList<DatasetStateView> States(List<RegisteredDataset> named) =>
        [
            .. named
                .GroupBy(d => (d.DatasetVersion, d.Sha256))
                .OrderByDescending(g => g.Max(d => d.Id))
                .Take(MaxShown)
                .Select(g => new DatasetStateView(
                    g.Key.DatasetVersion,
                    g.Key.Sha256,
                    g.Select(d => (d.Model, d.Version)).Distinct().Count()
                )),
        ];

    private async Task<IReadOnlyList<DatasetChangeView>> HistoryAsync(GovernanceDbContext db, DatasetId id, CancellationToken ct)
    {
        var changes = await db
            .DatasetChanges.AsNoTracking()
            .Where(c => c.Dataset == id)
            .OrderByDescending(c => c.Revision)
            .Take(MaxShown)
            .ToListAsync(ct);
        var actors = await AuditActors.LoadAsync(db, words, changes.Select(c => c.By), ct);
        return
        [
            .. changes.Select(c => new DatasetChangeView(
                c.Revision,
                c.At,
                c.By,
                actors[c.By],
                c.Members,
                c.Before is { } before ? JsonNode.Parse(before) : null,
                c.After is { } after ? JsonNode.Parse(after) : null
            )),
        ];
    }
}
