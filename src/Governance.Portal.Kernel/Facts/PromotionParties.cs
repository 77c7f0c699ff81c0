using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Approvals;
using Governance.Domain.Cards;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// Reads from the stored facts who had a hand in what a promotion is about: who made the version and what its bundle names, and who opened
/// its gate. Keys are followed to the people behind them. What the reader's own role reaches does not matter: a party is one, no matter
/// who asks.
/// </summary>
public static class PromotionParties
{
    /// <summary>The parties of a version, in a fixed order, with what the running action has queued.</summary>
    /// <param name="db">The database, in the action's transaction.</param>
    /// <param name="version">The version.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<PromotionParty>> ReadAsync(GovernanceDbContext db, ModelVersion version, CancellationToken ct) =>
        await ReadAsync(db, await VersionFacts.ReadAsync(db, version, ct), ct);

    /// <summary>The same, where the version's facts are read already.</summary>
    public static async Task<IReadOnlyList<PromotionParty>> ReadAsync(GovernanceDbContext db, VersionFacts facts, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(facts);
        var (version, model) = (facts.Version, facts.Version.Model);
        var acts = new List<Act> { new(version.RegisteredBy, PartyPart.RegisteredVersion, version.Id) };
        if (version.ArtifactStoredBy is { } stored)
        {
            acts.Add(new(stored, PartyPart.StoredArtifact, version.Id));
        }

        var parties = new List<PromotionParty>();
        acts.AddRange(
            facts
                .AllEvidence.Where(e => e.WithdrawnBy is not null)
                .Select(e => new Act(e.WithdrawnBy!, PartyPart.WithdrewEvidence, e.Id.ToString()))
        );
        acts.AddRange(await AddedAsync(db, version, facts.Evidence, parties, ct));
        acts.AddRange(facts.Signatures.Select(s => new Act(s.StoredBy, PartyPart.StoredSignature, version.Id)));
        var deployments = facts.Deployments.Select(d => d.Id).ToHashSet();
        var plans =
            deployments.Count == 0
                ? []
                : await db
                    .RollbackPlans.IgnoreQueryFilters()
                    .Where(p => deployments.Contains(p.Deployment))
                    .WithPendingAsync(db, p => deployments.Contains(p.Deployment), ct);
        acts.AddRange(plans.Select(p => new Act(p.RecordedBy, PartyPart.LaidRollbackPlan, p.Deployment.ToString())));
        parties.AddRange(
            facts.Waivers.SelectMany(w =>
                w.Grants.Select(g => new PromotionParty(g.Attestation.Person, PartyPart.GrantedWaiver, w.Id.ToString(), ByHand: true))
            )
        );
        foreach (var lowering in facts.Lowerings.Where(l => l.State is RiskLoweringState.Confirmed))
        {
            acts.Add(new(lowering.AskedBy, PartyPart.LoweredRiskClass, model));
            if (lowering.DecidedBy is { } confirmed)
            {
                parties.Add(new(confirmed, PartyPart.LoweredRiskClass, model, ByHand: true));
            }
        }

        acts.AddRange(facts.Loosened.Select(l => new Act(l.Actor, PartyPart.LoosenedGate, l.Of)));
        var known = new Dictionary<string, IReadOnlyList<UserId>>(StringComparer.Ordinal);
        foreach (var act in acts)
        {
            if (!known.TryGetValue(act.Actor, out var people))
            {
                known[act.Actor] = people = await AccessReader.PeopleBehindAsync(db, act.Actor, ct);
            }

            parties.AddRange(
                people.Select(p => new PromotionParty(p, act.Part, act.Of, act.Actor.StartsWith("user:", StringComparison.Ordinal)))
            );
        }

        return
        [
            .. parties
                .Distinct()
                .OrderBy(p => p.Person.Number)
                .ThenBy(p => p.Part)
                .ThenBy(p => p.Of, StringComparer.Ordinal)
                .ThenBy(p => p.ByHand),
        ];
    }

    // A card that was reviewed here is filed by its reviewer, who wrote nothing of it: its makers are its authors.
    private static async Task<IReadOnlyList<Act>> AddedAsync(
        GovernanceDbContext db,
        ModelVersion version,
        IReadOnlyList<Evidence> evidence,
        List<PromotionParty> parties,
        CancellationToken ct
    )
    {
        var digests = evidence
            .Where(e => e.Kind is EvidenceKind.ModelCard or EvidenceKind.SystemCard)
            .Select(e => e.Sha256)
            .Distinct()
            .ToList();
        var cards =
            digests.Count == 0
                ? []
                : await db
                    .Cards.IgnoreQueryFilters()
                    .Where(c => c.ContentSha256 != null && digests.Contains(c.ContentSha256))
                    .WithPendingAsync(db, c => c.ContentSha256 is { } digest && digests.Contains(digest), ct);
        parties.AddRange(
            cards.SelectMany(c => c.Authors.Select(a => new PromotionParty(a, PartyPart.WroteCard, c.Id.ToString(), ByHand: true)))
        );
        return
        [
            .. evidence
                .Where(e =>
                    !cards.Exists(c =>
                        c.Kind is CardKind.Model && c.Subject == version.Id && c.ContentSha256 == e.Sha256 && e.Tool == $"card {c.Id}"
                    )
                )
                .Select(e => new Act(e.AddedBy, PartyPart.AddedEvidence, e.Id.ToString())),
        ];
    }

    private sealed record Act(string Actor, PartyPart Part, string Of);
}
