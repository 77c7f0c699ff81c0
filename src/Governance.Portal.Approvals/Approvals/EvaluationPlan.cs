using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>The content of a promotion's next bundle, computed from the stored facts. Nothing of it is stored yet.</summary>
/// <param name="Question">What is to be promoted.</param>
/// <param name="Evidence">Evidence of the version.</param>
/// <param name="Waivers">Waivers in force for the version.</param>
/// <param name="Risks">Open risks of the version.</param>
/// <param name="ProductionVersion">The version in production now.</param>
/// <param name="Named">The run the bundle goes on naming, or null when the new one takes its place.</param>
/// <param name="Fresh">A run that has to be stored, or null.</param>
internal sealed record EvaluationPlan(
    GateQuestion Question,
    IReadOnlyList<Evidence> Evidence,
    IReadOnlyList<Waiver> Waivers,
    IReadOnlyList<Risk> Risks,
    string? ProductionVersion,
    GateRun? Named,
    Evaluation? Fresh
)
{
    /// <summary>The retirement it belongs to; null for every target but retired.</summary>
    public BundledRetirement? Retirement { get; init; }

    /// <summary>Where measurements of the version stand; null while nothing monitors it.</summary>
    public GateBands? Monitoring { get; init; }

    /// <summary>The reference of its measurements; null where it has none.</summary>
    public BundledReference? Reference { get; init; }

    /// <summary>Who oversees the model's AI systems; null where no policy asks, or none keeps a roster.</summary>
    public GateOversight? Oversight { get; init; }

    /// <summary>Digest of the plan that states why a first version has no way back; null for every other.</summary>
    public string? NoRollbackPlanSha256 { get; init; }

    /// <summary>What was signed for the systems of the risks; those without are left out.</summary>
    public IReadOnlyDictionary<string, int> Appetites { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Attestations of the evidence.</summary>
    public IReadOnlyList<EvidenceAttestation> Attestations { get; init; } = [];

    /// <summary>Who made the version and what the bundle names, and who opened its gate.</summary>
    public IReadOnlyList<PromotionParty> Parties { get; init; } = [];

    /// <summary>Slots asked for beside those of the policies.</summary>
    public IReadOnlyList<SignOffRole> MoreRoles { get; init; } = [];

    /// <summary>The bundle of the promotion that names this run.</summary>
    public EvidenceBundle BundleOf(Promotion promotion, GateRun run) =>
        new(
            promotion.Id,
            promotion.Model,
            promotion.Version,
            Question.Version.ManifestSha256,
            promotion.From,
            promotion.To,
            Question.Version.ArtifactSha256,
            Question.Version.ArtifactSizeBytes,
            run.Id,
            run.ResultSha256,
            [.. GateRuns.Applied(run.ReadResult())],
            [
                .. Evidence.Select(e => new BundledEvidence(e.Id, e.Kind, e.Sha256)
                {
                    AttestedBy = [.. Attestations.Where(a => a.Evidence == e.Id).Select(a => a.Attestation.Person.ToString())],
                }),
            ],
            Newest(Evidence, EvidenceKind.ModelCard),
            Newest(Evidence, EvidenceKind.SystemCard),
            ProductionVersion
        )
        {
            Waivers = [.. Waivers.Select(w => new BundledWaiver(w.Id, w.Sha256))],
            Risks =
            [
                .. Risks.Select(r => new BundledRisk(r.Id, r.Revision, r.ResidualScore)
                {
                    Appetite = Appetites.TryGetValue(r.Id.ToString(), out var appetite) ? appetite : null,
                }),
            ],
            Retirement = Retirement,
            Monitoring = Monitoring is { } bands
                ? new BundledMonitoring(bands.Alerts, bands.Data, bands.Drift, bands.Quality, bands.Performance)
                : null,
            Experiment = Question.Experiment is { } experiment ? BundledExperiment.Of(experiment) : null,
            Reference = Reference,
            Oversight = [.. Oversight?.Systems.Select(s => new BundledOversight(s.Id, s.People)) ?? []],
            NoRollbackPlanSha256 = NoRollbackPlanSha256,
            MakersMaySign = run.ReadResult().Approvals.MakersMaySign,
        };

    private static string? Newest(IReadOnlyList<Evidence> evidence, EvidenceKind kind) =>
        evidence.Where(e => e.Kind == kind).MaxBy(e => e.Id.Number)?.Sha256;
}
