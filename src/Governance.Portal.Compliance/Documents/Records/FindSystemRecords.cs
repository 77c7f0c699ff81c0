using System.Globalization;
using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Governance.Reporting.Layout;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>
/// What the inventory says of the system and of its suppliers, and what the registration documents of its versions say of their data.
/// </summary>
internal sealed class FindSystemRecords : IFindRecords
{
    private static readonly FormattableString s_registered = $"AI system as registered";
    private static readonly FormattableString s_datasets = $"Datasets as registered with the version";

    public string Name => "System and versions";

    public IReadOnlyList<string> Kinds { get; } = ["system_card", "data_lineage"];

    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemVersions> systems,
        CancellationToken ct
    )
    {
        var ids = systems.Select(s => s.System).ToList();
        var registered = await db
            .AiSystems.AsNoTracking()
            .Where(s => ids.Contains(s.Id))
            .Select(s => new { s.Id, s.ChangedAt })
            .ToListAsync(ct);
        var found = registered
            .Select(s => new SystemEvidence(
                s.Id,
                new FoundEvidence(
                    "system_card",
                    s_registered,
                    s.Id.ToString(),
                    ComplianceAddresses.System(s.Id),
                    s.ChangedAt,
                    s.Id.ToString(),
                    OfServedVersion: true,
                    Live: false
                )
            ))
            .ToList();
        var models = systems.SelectMany(s => s.Versions.Select(v => v.Model)).Distinct(StringComparer.Ordinal).ToList();
        var names = systems.SelectMany(s => s.Versions.Select(v => v.Version)).Distinct(StringComparer.Ordinal).ToList();
        var versions =
            models.Count == 0
                ? []
                : await db
                    .Versions.AsNoTracking()
                    .Where(v => models.Contains(v.Model) && names.Contains(v.Version))
                    .OrderBy(v => v.Model)
                    .ThenBy(v => v.Number)
                    .ToListAsync(ct);
        foreach (
            var version in versions.Where(v =>
                systems.Any(s => s.Versions.Contains(new(v.Model, v.Version))) && v.ReadManifest().Datasets.Count > 0
            )
        )
        {
            var data = new FoundEvidence(
                "data_lineage",
                s_datasets,
                version.Id,
                ModelAddresses.Version(version.Model, version.Version),
                version.RegisteredAt,
                version.Id,
                OfServedVersion: true,
                Live: false
            );
            found.AddRange(
                systems.Where(s => s.Versions.Contains(new(version.Model, version.Version))).Select(s => new SystemEvidence(s.System, data))
            );
        }

        return found;
    }

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        var system = scope.System;
        var names = await ActorNames.LoadAsync(db, [system.RegisteredBy], ct);
        var (card, planned) = await CardAsync(db, scope, ct);
        var (suppliers, supplied) = await SupplierRows.ReadAsync(db, system, scope.Now, ct);
        IReadOnlyList<IReadOnlyDictionary<string, RecordValue>> rows = [card.Row, .. suppliers];
        var found = new List<FoundRecord>
        {
            new()
            {
                Kind = "system_card",
                Id = system.Id.ToString(),
                Title = s_registered,
                Href = ComplianceAddresses.System(system.Id),
                Sha256 = FoundRecord.DigestOf("system_card", system.Id.ToString(), rows),
                IsComputed = true,
                By = names[system.RegisteredBy],
                // What is printed is as new as the newest of the records it was read from.
                At = new[] { system.ChangedAt, planned ?? system.ChangedAt, supplied ?? system.ChangedAt }.Max(),
                Rows = rows,
            },
        };
        foreach (var served in scope.Served)
        {
            var version = await db.Versions.AsNoTracking().SingleAsync(v => v.Model == served.Model && v.Version == served.Version, ct);
            found.AddRange(OfManifest(version));
        }

        return found;
    }

    private static async Task<(Fields Card, DateTimeOffset? Planned)> CardAsync(
        GovernanceDbContext db,
        SystemScope scope,
        CancellationToken ct
    )
    {
        var system = scope.System;
        var earlier = await db
            .Deployments.AsNoTracking()
            .Where(d => system.Models.Contains(d.Model) && d.Stage == Stage.Production && d.Until != null)
            .OrderByDescending(d => d.Id)
            .Take(10)
            .ToListAsync(ct);
        var waysBack = new List<FormattableString>();
        DateTimeOffset? planned = null;
        foreach (var served in scope.Served)
        {
            if (await RollbackPlans.InForceAsync(db, served.Model, served.Version, ct) is { } plan)
            {
                planned = planned > plan.RecordedAt ? planned : plan.RecordedAt;
                var (model, version, to, by) = (served.Model, served.Version, plan.Target, plan.Responsible);
                var (minutes, steps, deployment, number) = (plan.ExpectedMinutes, plan.Steps.Count, plan.Deployment, plan.Number);
                waysBack.Add(
                    plan.WhyNone is { } why
                        ? (FormattableString)$"{model} {version}: no rollback is possible ({why})"
                        : $"{model} {version}: to {to} in {minutes} min by {by}; steps: {steps} (plan {deployment}/{number})"
                );
            }
        }

        var placed = system.PlacedOn?.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
        var card = new Fields()
            .Text("system_name", system.Name)
            .Text("system_version", scope.Versions)
            .List("previous_version", earlier.Select(d => $"{d.Model} {d.Version}").Distinct(StringComparer.Ordinal))
            .Text("intended_purpose", system.Purpose)
            .Text("provider", scope.IsProvider ? scope.Organisation : system.Supplier)
            .Text("deployers", scope.Roles.Contains("deployer", StringComparer.Ordinal) ? scope.Organisation : null)
            .Sentences("interfaces", ", ", [.. system.Components.Select(Interface)])
            .List("affected_persons", system.AffectedGroups)
            .Sentences("member_states", "", system.Countries.Count > 0 ? [$"{CountryLabels.Words(system.Countries)}"] : [])
            .Sentences("rollback_plan", ", ", waysBack)
            .Sentence("status", Status(new PortalWords(ComplianceLabels.Life(system.LifeCycle)), placed));
        return (card, planned);
    }

    private static FormattableString Interface(SystemComponent part)
    {
        var kind = new PortalWords(
            part.Kind is ComponentKind.GpaiModel ? "GPAI model" : ComplianceLabels.Component(part.Kind).ToLowerInvariant()
        );
        return part.Version is { } version
            ? $"{part.Name} {version} ({kind} of {part.Supplier})"
            : (FormattableString)$"{part.Name} ({kind} of {part.Supplier})";
    }

    private static FormattableString Status(PortalWords life, string? placed) =>
        placed is null ? $"{life}" : (FormattableString)$"{life}, placed or due to be placed on the market {placed}";

    private static IEnumerable<FoundRecord> OfManifest(ModelVersion version)
    {
        if (Sha256Hex.Of(version.ManifestBytes) != version.ManifestSha256)
        {
            throw new FormatException($"The registration document of {version.Id} does not match its digest.");
        }

        var manifest = version.ReadManifest();
        if (manifest.Datasets.Count == 0)
        {
            yield break;
        }

        yield return new FoundRecord
        {
            Kind = "data_lineage",
            Id = version.Id,
            Title = s_datasets,
            Href = ModelAddresses.Version(version.Model, version.Version),
            Sha256 = version.ManifestSha256,
            At = version.RegisteredAt,
            Version = version.Id,
            Rows =
            [
                .. manifest.Datasets.Select(d =>
                    new Fields()
                        .Sentence("dataset", $"{d.Name} ({new PortalWords(d.Role)})")
                        .Text("version", d.Version)
                        .Text("hash", d.Sha256)
                        .Row
                ),
            ],
        };
    }
}
