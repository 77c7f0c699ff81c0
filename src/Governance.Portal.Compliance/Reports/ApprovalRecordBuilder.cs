using System.Text.Json;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Reporting;
using Governance.Reporting.Approvals;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports;

/// <summary>
/// The approval record: everything an auditor needs of one promotion, read as one state of the database. What is stored beside the
/// database (evidence, artifact) is hashed again, so that no digest is printed that the stored bytes do not have.
/// </summary>
public sealed class ApprovalRecordBuilder(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store, StoredArtifacts artifacts)
    : IReportBuilder
{
    /// <inheritdoc/>
    public string Kind => "approval-record";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var newest = await db
            .Promotions.AsNoTracking()
            .OrderByDescending(p => p.Id)
            .Take(ReportKinds.MaxChoices)
            .Select(p => new
            {
                p.Id,
                p.Model,
                p.Version,
                p.To,
            })
            .ToListAsync(ct);
        return
        [
            .. newest.Select(p => new ReportChoice(
                p.Id.ToString(),
                Wording.Text($"{p.Id}, {p.Model} {p.Version} to {Wording.Sentence(WireName.Of(p.To))}")
            )),
        ];
    }

    /// <inheritdoc/>
    public async Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (!DisplayId.TryParse<PromotionId>(subject, out var id))
        {
            return ReportRefusals.SubjectUnknown($"Name the promotion that the approval record is for, such as APR-0012.");
        }

        return await db.Promotions.AnyAsync(p => p.Id == id, ct)
            ? id.ToString()
            : ReportRefusals.SubjectUnknown($"There is no promotion {id}.");
    }

    /// <inheritdoc/>
    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        if (!DisplayId.TryParse<PromotionId>(subject, out var id))
        {
            throw new ReportDataException($"{subject} is not a promotion.");
        }

        var sources = await LoadAsync(id, ct);
        var gaps = new List<SectionGap>();
        await CheckStoredAsync(sources, gaps, ct);
        return ApprovalFactsOf.Record(sources, document, gaps);
    }

    private async Task<ApprovalSources> LoadAsync(PromotionId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var snapshot = await db.ReadAtOneMomentAsync(ct);
        var promotion =
            await db.Promotions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct)
            ?? throw new ReportDataException($"There is no promotion {id}.");
        var version = await db.Versions.AsNoTracking().SingleAsync(v => v.Model == promotion.Model && v.Version == promotion.Version, ct);
        var model = await db.Models.AsNoTracking().SingleAsync(m => m.Name == promotion.Model, ct);
        var run = await db.GateRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == promotion.GateRun, ct);
        var (bundled, production) = ReadBundle(promotion);
        var ids = bundled.Select(b => b.Id).ToList();
        var evidence = await db.Evidence.AsNoTracking().Where(e => ids.Contains(e.Id)).ToListAsync(ct);
        var deployments = await db.Deployments.AsNoTracking().Where(d => d.Promotion == id).OrderBy(d => d.Id).ToListAsync(ct);
        var conversation = id.ToString();
        var comments = await db.Comments.AsNoTracking().Where(c => c.Subject == conversation).ToListAsync(ct);
        var entries = await EntriesAsync(db, promotion, version, ids, ct);
        var actors = entries
            .Select(e => e.Actor)
            .Concat(evidence.Select(e => e.AddedBy))
            .Concat(deployments.Select(d => d.DeployedBy))
            .Append(promotion.RequestedBy)
            .Append($"user:{model.Owner}")
            .Concat(comments.SelectMany(c => c.Mentions).Select(m => $"user:{m}"));
        var names = await ActorNames.LoadAsync(db, actors, ct);
        await snapshot.RollbackAsync(ct);
        return new ApprovalSources(promotion, model, version, run, bundled, evidence, deployments, production, comments, entries, names);
    }

    /// <summary>The log entries about the promotion and about every fact it rests on.</summary>
    private static async Task<IReadOnlyList<AuditEntry>> EntriesAsync(
        GovernanceDbContext db,
        Promotion promotion,
        ModelVersion version,
        IReadOnlyList<EvidenceId> evidence,
        CancellationToken ct
    )
    {
        var own = await PromotionHistory.LoadAsync(db, promotion.Id, ct);
        List<string> facts = [version.Id, .. evidence.Select(e => e.ToString())];
        // Of the version only what made it what was approved: its later deployments belong to other promotions.
        string[] actions = ["version.registered", "artifact.stored", "artifact.restored", "evidence.added"];
        var covered = await db
            .AuditEntries.AsNoTracking()
            .Where(e => facts.Contains(e.Subject) && actions.Contains(e.Action))
            .ToListAsync(ct);
        return [.. own.Concat(covered).DistinctBy(e => e.Index).OrderBy(e => e.Index)];
    }

    private static (IReadOnlyList<BundledEvidence> Evidence, string? ProductionVersion) ReadBundle(Promotion promotion)
    {
        if (Sha256Hex.Of(promotion.Bundle) != promotion.BundleDigest)
        {
            throw new ReportDataException(
                $"The stored bundle of {promotion.Id} does not have the digest that was signed. The report was not created; check the "
                    + "database with \"db check\"."
            );
        }

        try
        {
            using var bundle = JsonDocument.Parse(promotion.Bundle);
            var evidence = bundle
                .RootElement.GetProperty("evidence")
                .EnumerateArray()
                .Select(e => new BundledEvidence(
                    DisplayId.TryParse<EvidenceId>(e.GetProperty("id").GetString(), out var id)
                        ? id
                        : throw new FormatException("An evidence ID cannot be read."),
                    WireName.Parse<EvidenceKind>(e.GetProperty("kind").GetString()!),
                    e.GetProperty("sha256").GetString()!
                ));
            return ([.. evidence], bundle.RootElement.GetProperty("productionVersion").GetString());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ReportDataException($"The stored bundle of {promotion.Id} cannot be read, though its digest matches.", e);
        }
    }

    private async Task CheckStoredAsync(ApprovalSources sources, List<SectionGap> gaps, CancellationToken ct)
    {
        foreach (var bundled in sources.Bundled)
        {
            if (await WhatIsWrongAsync(sources, bundled, ct) is { } wrong)
            {
                gaps.Add(new SectionGap(ApprovalSections.Evidence, wrong));
            }
        }

        var version = sources.Version;
        if (Sha256Hex.Of(version.ManifestBytes) != version.ManifestSha256)
        {
            gaps.Add(new SectionGap(ApprovalSections.Version, $"The registration document of {version.Id} does not match its digest."));
        }

        // A version whose artifact was never uploaded says so by its gate; one whose artifact is gone must not look whole.
        if (
            version is { ArtifactStoredAt: not null, ArtifactErasedAt: null }
            && (await artifacts.CachedHashAsync(version.ArtifactSha256, ct))?.Sha256 is var found
            && found != version.ArtifactSha256
        )
        {
            gaps.Add(
                new SectionGap(
                    ApprovalSections.Version,
                    $"The artifact of {version.Id} {(found is null ? "is not in the store" : "was altered in the store")}."
                )
            );
        }
    }

    private async Task<string?> WhatIsWrongAsync(ApprovalSources sources, BundledEvidence bundled, CancellationToken ct)
    {
        if (sources.Evidence.FirstOrDefault(e => e.Id == bundled.Id) is not { } evidence)
        {
            return $"{bundled.Id} is listed in the bundle but is not in the registry.";
        }

        if (evidence.Sha256 != bundled.Sha256)
        {
            return $"The digest of {bundled.Id} differs from the one in the bundle.";
        }

        return (await store.RehashAsync(evidence.Sha256, ct))?.Sha256 switch
        {
            null => $"The file of {bundled.Id} is not in the store.",
            var hash when hash != evidence.Sha256 => $"The file of {bundled.Id} was altered in the store.",
            _ => null,
        };
    }
}

/// <summary>What the record is made of, as loaded in one state of the database.</summary>
internal sealed record ApprovalSources(
    Promotion Promotion,
    Model Model,
    ModelVersion Version,
    GateRun? Run,
    IReadOnlyList<BundledEvidence> Bundled,
    IReadOnlyList<Evidence> Evidence,
    IReadOnlyList<Deployment> Deployments,
    string? ProductionVersion,
    IReadOnlyList<Domain.Conversations.Comment> Comments,
    IReadOnlyList<AuditEntry> Entries,
    ActorNames Names
);
