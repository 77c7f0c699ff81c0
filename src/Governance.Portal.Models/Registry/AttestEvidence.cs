using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Sealing;
using Governance.Reporting.Signing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// A validator attests a piece of evidence: with a fresh proof of identity, in a sealed statement, as a sign-off is given. Open and
/// approved promotions of the version are re-evaluated with it in the same transaction.
/// </summary>
public sealed class AttestEvidence(
    ActionRunner runner,
    IFactsChanged factsChanged,
    ReauthenticationService reauthentication,
    StatementSeal seals
)
{
    /// <summary>What is attested.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">Name of the version.</param>
    /// <param name="Evidence">The evidence, as the caller wrote it.</param>
    /// <param name="Sha256">The digest that was on the screen.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(string Model, string Version, string Evidence, string? Sha256, string? Proof);

    /// <summary>What a proof for an attestation is bound to.</summary>
    public static string Binding(string evidence, string? sha256) => $"{evidence}|attest|{sha256}";

    /// <summary>Runs the action. Order of the checks: role, proof, people, state, digest.</summary>
    public async Task<Result<EvidenceView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(command.Evidence, command.Sha256), ct);
        await factsChanged.PrepareAsync(command.Model, command.Version, ct);
        var seal = await seals.LoadAsync(ct);
        var subject = DisplayId.TryParse<EvidenceId>(command.Evidence, out var named)
            ? named.ToString()
            : VersionLookup.Subject(command.Model, command.Version);
        return await runner.RunAsync(
            actor,
            new Attempt("evidence.attested", subject, Permission.AttestEvidence) { LogEveryRefusal = true, Decides = true },
            (context, token) => ActAsync(context, named, command, proof, seal, token),
            ct
        );
    }

    private async Task<Result<EvidenceView>> ActAsync(
        ActionContext context,
        EvidenceId named,
        Command command,
        Result<ProvenIdentity> proof,
        Result<SealCertificate> seal,
        CancellationToken ct
    )
    {
        if (!proof.IsDone)
        {
            return proof.Refusal;
        }

        var (model, name) = (command.Model, command.Version);
        // The model's lock first, as everything that evaluates promotions takes it.
        await context.Db.LockModelAsync(model, ct);
        if (
            await context.Db.Evidence.SingleOrDefaultAsync(e => e.Id == named && e.Model == model && e.Version == name, ct)
            is not { } evidence
        )
        {
            return ModelRefusals.EvidenceNotFound(command.Evidence);
        }

        var before = await context.Db.EvidenceAttestations.Where(a => a.Model == model && a.Evidence == named).ToListAsync(ct);
        var person = new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role);
        var parties = await PartiesAsync(context.Db, evidence, ct);
        var attested = EvidenceAttestation.Attest(evidence, command.Sha256, parties, before, person, proof.Value.ToProof(), context.Now);
        if (!attested.IsDone)
        {
            return attested.Refusal;
        }

        if (!seal.IsDone)
        {
            return seal.Refusal;
        }

        var attestation = attested.Value;
        attestation.Attestation.Seal(StatementSeal.Seal(seal.Value, attestation.ToStatement()));
        context.Db.EvidenceAttestations.Add(attestation);
        Append(context, evidence, attestation);
        await factsChanged.ChangedAsync(context, model, name, ct);
        return EvidenceView.Of(evidence, [.. before, attestation]);
    }

    private static async Task<EvidenceParties> PartiesAsync(GovernanceDbContext db, Evidence evidence, CancellationToken ct)
    {
        var version = await db.Versions.SingleAsync(v => v.Model == evidence.Model && v.Version == evidence.Version, ct);
        var developers = new List<UserId>();
        foreach (var maker in new[] { version.RegisteredBy, version.ArtifactStoredBy }.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            developers.AddRange(await AccessReader.PeopleBehindAsync(db, maker, ct));
        }

        var live = await db
            .Promotions.Where(p =>
                p.Model == evidence.Model
                && p.Version == evidence.Version
                && (p.State == PromotionState.Open || p.State == PromotionState.Approved)
            )
            .ToListAsync(ct);
        return new EvidenceParties(
            [.. await AccessReader.PeopleBehindAsync(db, evidence.AddedBy, ct)],
            developers,
            [.. live.SelectMany(p => p.Requesters)]
        );
    }

    private static void Append(ActionContext context, Evidence evidence, EvidenceAttestation attestation) =>
        context.Append(
            new AuditEvent(
                "evidence.attested",
                evidence.AuditSubject,
                new JsonObject
                {
                    ["model"] = evidence.Model,
                    ["version"] = evidence.Version,
                    ["kind"] = WireName.Of(evidence.Kind),
                    ["sha256"] = attestation.Sha256,
                    ["number"] = attestation.Number,
                    ["authentication"] = new JsonObject
                    {
                        ["method"] = attestation.Attestation.AuthenticationMethod,
                        ["at"] = CanonicalJson.Time(attestation.Attestation.AuthenticatedAt),
                    },
                    ["statementSha256"] = attestation.Attestation.StatementSha256,
                    ["envelopeSha256"] = Sha256Hex.Of(attestation.Attestation.Envelope),
                }
            )
            {
                ActorName = attestation.Attestation.PrintedName,
                Covers = [ModelName.Of(evidence.Model, evidence.Version)],
            },
            attestation.Attestation.LoggedAt
        );
}
