using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// What is stored about one version, read once for all that judge it: the gate, the bundle, and who is party to its promotion. What the
/// reader's own role reaches does not matter: a version is judged by all there is.
/// </summary>
/// <param name="Version">The version.</param>
/// <param name="AllEvidence">Its evidence, withdrawn evidence among it, in the order of the ids.</param>
/// <param name="Signatures">Signatures of its artifact.</param>
/// <param name="Deployments">Where it runs and ran.</param>
/// <param name="InProduction">What of its model runs in production, whichever version.</param>
/// <param name="Waivers">Waivers in force for it, in the order of the ids.</param>
/// <param name="Lowerings">
/// Lowerings of its model's risk class that wait for a second person, and those confirmed for which, as for <see cref="Loosened"/>, no one
/// else has signed.
/// </param>
public sealed record VersionFacts(
    ModelVersion Version,
    IReadOnlyList<Evidence> AllEvidence,
    IReadOnlyList<ModelSignature> Signatures,
    IReadOnlyList<Deployment> Deployments,
    IReadOnlyList<Deployment> InProduction,
    IReadOnlyList<Waiver> Waivers,
    IReadOnlyList<RiskLowering> Lowerings
)
{
    /// <summary>
    /// Acts of the second line that loosened the gates of its model and for which no one else has signed, the last of each person: since
    /// the version was registered, or since another version was last approved for production. Registering a version takes no one who opened
    /// the gate out of it.
    /// </summary>
    public IReadOnlyList<LoosenedGate> Loosened { get; init; } = [];

    /// <summary>Attestations of its evidence, in the order in which they were given.</summary>
    public IReadOnlyList<EvidenceAttestation> Attestations { get; init; } = [];

    /// <summary>Ids of the people who attested a piece of evidence.</summary>
    public IReadOnlyList<string> AttestersOf(EvidenceId evidence) =>
        [.. Attestations.Where(a => a.Evidence == evidence).Select(a => a.Attestation.Person.ToString())];

    /// <summary>The evidence that was not withdrawn.</summary>
    public IReadOnlyList<Evidence> Evidence { get; } = [.. AllEvidence.Where(e => e.WithdrawnAt is null)];

    private static bool IsInProduction(Deployment deployment) => deployment is { Stage: Stage.Production, Until: null };

    /// <summary>Reads them, with what the running action has queued.</summary>
    /// <param name="db">The database, in the action's transaction.</param>
    /// <param name="version">The version.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<VersionFacts> ReadAsync(GovernanceDbContext db, ModelVersion version, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(version);
        var (model, name, digest) = (version.Model, version.Version, version.ManifestSha256);
        var evidence = await db
            .Evidence.IgnoreQueryFilters()
            .Where(e => e.Model == model && e.Version == name)
            .WithPendingAsync(db, e => e.Model == model && e.Version == name, ct);
        var deployments = await db
            .Deployments.IgnoreQueryFilters()
            .Where(d => d.Model == model && (d.Version == name || (d.Stage == Stage.Production && d.Until == null)))
            .WithPendingAsync(db, d => d.Model == model && (d.Version == name || IsInProduction(d)), ct);
        var waivers = await db
            .Waivers.IgnoreQueryFilters()
            .Where(w => w.VersionSha256 == digest && w.State == WaiverState.InForce)
            .WithPendingAsync(db, w => w.VersionSha256 == digest && w.State is WaiverState.InForce, ct);
        // One statement reads the four, each row once: beside each other they would multiply.
        await db
            .Database.SqlQuery<int>($"SELECT 0 AS \"Value\" UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3")
            .LeftJoin(
                db.ModelSignatures.Where(s => s.Model == model && s.Version == name),
                part => part,
                _ => 0,
                (part, signature) => new { part, signature }
            )
            .LeftJoin(
                db.RiskLowerings.Where(l =>
                    l.Model == model && (l.State == RiskLoweringState.Pending || l.State == RiskLoweringState.Confirmed)
                ),
                read => read.part,
                _ => 1,
                (read, lowering) =>
                    new
                    {
                        read.part,
                        read.signature,
                        lowering,
                    }
            )
            .LeftJoin(
                db.EvidenceAttestations.Where(a => a.Model == model && a.Version == name),
                read => read.part,
                _ => 2,
                (read, attestation) =>
                    new
                    {
                        read.part,
                        read.signature,
                        read.lowering,
                        attestation,
                    }
            )
            .LeftJoin(
                LoosenedGates.LastOfEach(db, model),
                read => read.part,
                _ => 3,
                (read, entry) =>
                    new
                    {
                        read.signature,
                        read.lowering,
                        read.attestation,
                        entry,
                    }
            )
            .IgnoreQueryFilters()
            .LoadAsync(ct);
        var signatures = db.ModelSignatures.Local.Where(s => s.Model == model && s.Version == name).ToList();
        var loosened = LoosenedGates.Of(db, model);
        var lowered = db
            .RiskLowerings.Local.Where(l => l.Model == model && l.State is RiskLoweringState.Pending or RiskLoweringState.Confirmed)
            .ToList();
        var openSince = await OpenSinceAsync(
            db,
            version,
            [.. loosened.Select(l => l.At), .. lowered.Where(l => l.State is RiskLoweringState.Confirmed).Select(l => l.DecidedAt!.Value)],
            ct
        );
        var lowerings = lowered.Where(l => l.State is RiskLoweringState.Pending || l.DecidedAt >= openSince).ToList();
        return new(
            version,
            [.. evidence.OrderBy(e => e.Id.Number)],
            signatures,
            [.. deployments.Where(d => d.Version == name)],
            [.. deployments.Where(IsInProduction)],
            [.. waivers.OrderBy(w => w.Id.Number)],
            lowerings
        )
        {
            Loosened = [.. loosened.Where(l => l.At >= openSince)],
            Attestations =
            [
                .. db
                    .EvidenceAttestations.Local.Where(a => a.Model == model && a.Version == name)
                    .OrderBy(a => a.Evidence.Number)
                    .ThenBy(a => a.Number),
            ],
        };
    }

    // What was done since it was registered counts in any case; when another version was last signed for is asked only where something was
    // done before.
    private static async Task<DateTimeOffset> OpenSinceAsync(
        GovernanceDbContext db,
        ModelVersion version,
        IReadOnlyList<DateTimeOffset> acts,
        CancellationToken ct
    )
    {
        var (model, name) = (version.Model, version.Version);
        if (acts.All(at => at >= version.RegisteredAt))
        {
            return version.RegisteredAt;
        }

        var signed = await db
            .Promotions.IgnoreQueryFilters()
            .Where(p =>
                p.Model == model
                && p.Version != name
                && p.To == Stage.Production
                && (p.State == PromotionState.Approved || p.State == PromotionState.Deployed)
            )
            .MaxAsync(p => p.DecidedAt, ct);
        return signed is not { } last ? DateTimeOffset.MinValue
            : last < version.RegisteredAt ? last
            : version.RegisteredAt;
    }
}
