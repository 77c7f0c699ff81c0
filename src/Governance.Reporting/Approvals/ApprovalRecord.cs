using Governance.Reporting.Manifests;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Approvals;

/// <summary>
/// What an auditor needs of one promotion. States, outcomes, roles and kinds are spelt as the API spells them
/// (<c>open</c>, <c>not_applicable</c>, <c>security</c>); the layout puts them in words. Digests are lowercase hexadecimal.
/// </summary>
public sealed record ApprovalRecord : ReportRecord
{
    public required string PromotionId { get; init; }

    public required ModelFacts Model { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    /// <summary>One of <c>open, approved, rejected, withdrawn, expired, deployed</c>.</summary>
    public required string State { get; init; }

    public required PersonFacts Requester { get; init; }

    public required WrittenText Reason { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was approved, rejected, withdrawn or expired; null while open.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The version in production when the bundle was made, as the bundle names it; null when none was.</summary>
    public string? ProductionVersion { get; init; }

    public required BundleFacts Bundle { get; init; }

    public required ArtifactFacts Artifact { get; init; }

    /// <summary>Null when the promotion's gate never ran.</summary>
    public GateRunFacts? GateRun { get; init; }

    /// <summary>Slots that must be signed: <c>security</c>, <c>legal</c>, <c>owner</c>.</summary>
    public required IReadOnlyList<string> RequiredRoles { get; init; }

    /// <summary>True when the policies let the people who made the version sign it.</summary>
    public bool MakersMaySign { get; init; }

    /// <summary>Every sign-off ever made on the promotion, void and revoked ones too, oldest first.</summary>
    public required IReadOnlyList<SignOffFacts> SignOffs { get; init; }

    public required IReadOnlyList<CustodyFacts> Custody { get; init; }

    public required IReadOnlyList<DatasetFacts> Datasets { get; init; }

    public required IReadOnlyList<DependencyFacts> Dependencies { get; init; }

    public required IReadOnlyList<MetricFacts> Metrics { get; init; }

    public required IReadOnlyList<EvidenceFacts> Evidence { get; init; }

    public IReadOnlyList<WaiverFacts> Waivers { get; init; } = [];

    public IReadOnlyList<RiskFacts> Risks { get; init; } = [];

    public IReadOnlyList<DeploymentFacts> Deployments { get; init; } = [];

    public override string Kind => "approval-record";

    public override string Title => "Approval record";

    public override string Subject => PromotionId;

    public override string SubjectName => $"{Model.DisplayName} {Model.Version}";

    public override string? BundleDigest => Bundle.Sha256;

    public override IReadOnlyList<string> DraftReasons =>
        State == "open"
            ?
            [
                Awaiting.Count == 0 ? T["the request is still open"]
                : RequiredRoles.Count == 1 ? T["the one required signature is open"]
                : T["{0} of {1} signatures outstanding", Awaiting.Count, RequiredRoles.Count],
            ]
            : [];

    /// <summary>Roles whose slot holds no live approval.</summary>
    internal IReadOnlyList<string> Awaiting =>
        [
            .. RequiredRoles.Where(role =>
                !SignOffs.Any(signOff => signOff.Role == role && signOff.Status is "signed" or "signed-with-condition")
            ),
        ];

    internal override Type Layout => typeof(ApprovalRecordReport);

    public override EvidenceManifest Manifest() =>
        new()
        {
            DocumentId = Document.Id,
            Kind = Kind,
            Subject = Subject,
            MadeAt = Document.MadeAt,
            BundleDigest = Bundle.Sha256,
            Claims = ApprovalClaims.Of(this),
        };
}

/// <summary>Sections a gap can name, as <see cref="SectionGap.Section"/>.</summary>
public static class ApprovalSections
{
    public const string Gate = "Policy gate";
    public const string SignOffs = "Sign-offs";
    public const string Custody = "Chain of custody";
    public const string Version = "What was approved";
    public const string Evidence = "Evidence";
    public const string Deployments = "Deployments";
}
