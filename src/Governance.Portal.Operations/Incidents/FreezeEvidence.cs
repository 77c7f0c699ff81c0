using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Components;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>A piece of evidence from outside the portal.</summary>
/// <param name="Name">What it is, such as the name of a log file.</param>
/// <param name="Sha256">Its SHA-256.</param>
public sealed record EvidenceItem(string? Name, string? Sha256);

/// <summary>
/// Freezes what the portal holds about the affected versions, and files someone names, by their digests: a later change of any of it shows
/// against the list, whose own digest is in the log.
/// </summary>
public sealed class FreezeEvidence(IncidentActionRunner work)
{
    // The newest of each kind: what an investigation looks at. Older ones stand in the log by their own entries.
    private const int MaxOfAKind = 100;

    /// <summary>Runs it.</summary>
    public Task<Result<IncidentId>> RunAsync(
        Actor actor,
        IncidentId id,
        IReadOnlyList<EvidenceItem> items,
        string? ifMatch,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(items);
        return work.RunAsync(
            actor,
            "incident.evidence-frozen",
            id,
            ifMatch,
            async (incident, playbook, context, token) =>
            {
                if (
                    items.Count > Incident.MaxEvidence
                    || items.Any(i =>
                        string.IsNullOrWhiteSpace(i?.Name)
                        || i.Name.Trim().Length > Incident.MaxTitle
                        || i.Sha256 is null
                        || !Sha256Hex.IsValid(i.Sha256)
                    )
                )
                {
                    return IncidentRefusals.EvidenceNotValid;
                }

                var found = items.Select(i => ("other", i.Name!.Trim(), i.Sha256!)).ToList();
                foreach (var version in incident.Versions)
                {
                    found.AddRange(await OfVersionAsync(context.Db, version, incident.OccurredAt ?? incident.AwareAt, token));
                }

                if (incident.FrozenAt is null && (incident.Versions.Count > 0 || found.Count > 0))
                {
                    found.AddRange(await OfLogAsync(context.Db, token));
                }

                var frozen = incident.Freeze(playbook, found, context.Access.PrintedName, context.Now);
                if (frozen.Refusal is { } refusal)
                {
                    return refusal;
                }

                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent(
                        "incident.evidence-frozen",
                        id.ToString(),
                        new JsonObject
                        {
                            ["pieces"] = incident.Evidence.Count,
                            ["added"] = frozen.Value,
                            ["evidenceSha256"] = incident.EvidenceSha256,
                        }
                    ),
                    $"Evidence frozen, {Formats.Plural(incident.Evidence.Count, "piece")}."
                );
                return null;
            },
            ct
        );
    }

    private static async Task<List<(string Kind, string Name, string Sha256)>> OfVersionAsync(
        GovernanceDbContext db,
        IncidentVersion affected,
        DateTimeOffset since,
        CancellationToken ct
    )
    {
        var (model, name) = (affected.Model, affected.Version);
        var found = new List<(string, string, string)>();
        var version = await db.Versions.AsNoTracking().SingleAsync(v => v.Model == model && v.Version == name, ct);
        if (version.ArtifactSha256.Length > 0)
        {
            found.Add(("artifact", version.Id, version.ArtifactSha256));
        }

        found.Add(("version", version.Id, version.ManifestSha256));
        foreach (
            var evidence in await db
                .Evidence.AsNoTracking()
                .Where(e => e.Model == model && e.Version == name)
                .OrderByDescending(e => e.Id)
                .Take(MaxOfAKind)
                .Select(e => new { e.Id, e.Sha256 })
                .ToListAsync(ct)
        )
        {
            found.Add(("evidence", evidence.Id.ToString(), evidence.Sha256));
        }

        foreach (
            var deployment in await db
                .Deployments.AsNoTracking()
                .Where(d => d.Model == model && d.Version == name && d.ConfigSha256 != null)
                .OrderByDescending(d => d.Id)
                .Take(MaxOfAKind)
                .Select(d => new { d.Id, d.ConfigSha256 })
                .ToListAsync(ct)
        )
        {
            found.Add(("deployment", deployment.Id.ToString(), deployment.ConfigSha256!));
        }

        foreach (
            var run in await db
                .GateRuns.AsNoTracking()
                .Where(r => r.Model == model && r.Version == name)
                .OrderByDescending(r => r.Id)
                .Take(MaxOfAKind)
                .Select(r => new { r.Id, r.ResultSha256 })
                .ToListAsync(ct)
        )
        {
            found.Add(("gate-run", run.Id.ToString(), run.ResultSha256));
        }

        foreach (
            var window in await db
                .AllWindows.AsNoTracking()
                .Where(w => w.Model == model && w.Version == name)
                .OrderByDescending(w => w.Id)
                .Take(MaxOfAKind)
                .Select(w => new { w.Id, w.DataSha256 })
                .ToListAsync(ct)
        )
        {
            found.Add(("window", window.Id.ToString(), window.DataSha256));
        }

        found.AddRange(await OfDecisionsAsync(db, model, name, since, ct));
        return found;
    }

    // A batch may hold decisions of several versions; its root covers all of them, and each has a proof against it.
    private static async Task<List<(string Kind, string Name, string Sha256)>> OfDecisionsAsync(
        GovernanceDbContext db,
        string model,
        string version,
        DateTimeOffset since,
        CancellationToken ct
    )
    {
        var sources = await db.DecisionSources.Where(s => s.Model == model && s.Version == version).Select(s => s.Id).ToListAsync(ct);
        if (sources.Count == 0)
        {
            return [];
        }

        var found = new List<(string, string, string)>();
        var batches = await db
            .DecisionBatches.AsNoTracking()
            .Where(b => b.LastTime >= since)
            .OrderByDescending(b => b.Id)
            .Take(MaxOfAKind)
            .Select(b => new { b.Id, b.Root })
            .ToListAsync(ct);
        foreach (var batch in batches)
        {
            var (first, end) = (DecisionNumber.Of(batch.Id, 0).Value, DecisionNumber.Of(new(batch.Id.Number + 1), 0).Value);
            if (await db.Decisions.AnyAsync(d => d.Number >= first && d.Number < end && sources.Contains(d.Source), ct))
            {
                found.Add(("decisions", batch.Id.ToString(), Convert.ToHexStringLower(batch.Root)));
            }
        }

        return found;
    }

    private static async Task<List<(string Kind, string Name, string Sha256)>> OfLogAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var newest = await db
            .Checkpoints.AsNoTracking()
            .OrderByDescending(c => c.Size)
            .Take(1)
            .Select(c => new { c.Size, c.Root })
            .ToListAsync(ct);
        return
        [
            .. newest.Select(c =>
                ("log", string.Create(CultureInfo.InvariantCulture, $"log to entry {c.Size - 1}"), Convert.ToHexStringLower(c.Root))
            ),
        ];
    }
}
