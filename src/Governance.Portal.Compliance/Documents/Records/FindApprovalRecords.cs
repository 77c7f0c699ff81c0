using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>
/// Signatures: of the classification and of the releases to production, each with what was signed; and the policy results they rested on.
/// </summary>
internal sealed class FindApprovalRecords : IFindRecords
{
    private const int Most = 50;
    private const int MaxOfAll = 2_000;

    public string Name => "Approvals and policy results";

    public IReadOnlyList<string> Kinds { get; } = ["approval_signoff", "policy_result"];

    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemVersions> systems,
        CancellationToken ct
    )
    {
        var models = systems.SelectMany(s => s.Versions.Select(v => v.Model)).Distinct(StringComparer.Ordinal).ToList();
        var approvals =
            models.Count == 0
                ? []
                : await db
                    .Promotions.AsNoTracking()
                    .Where(p =>
                        models.Contains(p.Model)
                        && p.To == Stage.Production
                        && p.Experiment == null
                        && (p.State == PromotionState.Approved || p.State == PromotionState.Deployed)
                    )
                    .OrderByDescending(p => p.Id)
                    .Take(MaxOfAll)
                    .Select(p => new
                    {
                        p.Id,
                        p.Model,
                        p.Version,
                        p.GateRun,
                        p.DecidedAt,
                        p.RequestedAt,
                    })
                    .ToListAsync(ct);
        var found = new List<SystemEvidence>();
        foreach (var (system, served) in systems.SelectMany(s => s.Versions.Select(v => (s.System, v))))
        {
            if (approvals.Find(a => a.Model == served.Model && a.Version == served.Version) is { } approval)
            {
                var at = approval.DecidedAt ?? approval.RequestedAt;
                var subject = ModelName.Of(approval.Model, approval.Version);
                found.Add(
                    new(
                        system,
                        new FoundEvidence(
                            "approval_signoff",
                            $"Approval for production",
                            approval.Id.ToString(),
                            $"/approvals/{approval.Id}",
                            at,
                            subject,
                            OfServedVersion: true,
                            Live: false
                        )
                    )
                );
                found.Add(
                    new(
                        system,
                        new FoundEvidence(
                            "policy_result",
                            $"Gate run at approval",
                            approval.GateRun.ToString(),
                            $"/approvals/{approval.Id}",
                            at,
                            subject,
                            OfServedVersion: true,
                            Live: false
                        )
                    )
                );
            }
        }

        return found;
    }

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        var found = new List<FoundRecord>();
        if (scope.Standing is { Assessment: { SignedAt: { } at } assessment, InForce: true })
        {
            found.Add(
                new FoundRecord
                {
                    Kind = "approval_signoff",
                    Id = assessment.Id.ToString(),
                    Title = $"Classification",
                    Href = ComplianceAddresses.Classify(scope.System.Id),
                    Sha256 = assessment.ResultSha256,
                    By = assessment.SignedByName,
                    At = at,
                    Rows =
                    [
                        new Fields()
                            .Sentence("gate", $"Classification {assessment.Id}")
                            .Said("decision", "Signed")
                            .Text("signer", assessment.SignedByName)
                            .Said("function", "Legal")
                            .Time("signed_at", at)
                            .Text("evidence_hashes", assessment.ResultSha256)
                            .Row,
                    ],
                }
            );
        }

        var models = scope.Models;
        var promotions = await db
            .Promotions.AsNoTracking()
            .Where(p =>
                models.Contains(p.Model)
                && p.To == Stage.Production
                && (p.State == PromotionState.Approved || p.State == PromotionState.Deployed)
            )
            .OrderByDescending(p => p.Id)
            .Take(Most)
            .ToListAsync(ct);
        foreach (var promotion in promotions.OrderBy(p => p.Id.Number))
        {
            found.Add(
                new FoundRecord
                {
                    Kind = "approval_signoff",
                    Id = promotion.Id.ToString(),
                    Title = $"Promotion of {promotion.Model} {promotion.Version}",
                    Href = $"/approvals/{promotion.Id}",
                    Sha256 = promotion.BundleDigest,
                    At = promotion.DecidedAt ?? promotion.RequestedAt,
                    Version = ModelName.Of(promotion.Model, promotion.Version),
                    Rows = [.. promotion.LiveSignOffs.OrderBy(s => s.Attestation.At).Select(s => Row(promotion, s))],
                }
            );
        }

        foreach (var promotion in promotions.Where(p => scope.Served.Any(s => s.Model == p.Model && s.Version == p.Version)))
        {
            var run = await db.GateRuns.AsNoTracking().SingleAsync(r => r.Id == promotion.GateRun, ct);
            found.Add(await PolicyResults.ReadAsync(db, run, promotion, ct));
        }

        return found;
    }

    private static IReadOnlyDictionary<string, RecordValue> Row(Promotion promotion, SignOff signature) =>
        new Fields()
            .Sentence("gate", $"{promotion.Id}, {promotion.Model} {promotion.Version} to production")
            .Said("decision", RecordLabels.Decision(signature.Decision))
            .Text("signer", signature.Attestation.PrintedName)
            .Said("function", RecordLabels.Slot(signature.Role))
            .Time("signed_at", signature.Attestation.At)
            .Text("conditions", signature.Condition?.Text)
            .Text("evidence_hashes", signature.BundleDigest)
            .Row;
}
