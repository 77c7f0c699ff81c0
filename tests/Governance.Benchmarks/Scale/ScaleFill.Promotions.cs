using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Benchmarks.Scale;

internal sealed partial class ScaleFill
{
    private async Task LiveAsync(GovernanceDbContext db, IReadOnlyList<int> numbers, CancellationToken ct)
    {
        var promotions = await PromoteAsync(db, numbers, size.Models, Production, made.Deployed, made.DeployedRun, ct);
        var first = await ScaleWriter.TakeAsync<DeploymentId>(db, numbers.Count, ct);
        foreach (var (n, i) in numbers.Select((n, i) => (n, i)))
        {
            var deployment = Copies
                .Of(made.Deployment)
                .With(nameof(Deployment.Id), new DeploymentId(first + i))
                .With(nameof(Deployment.Model), Name(n))
                .With(nameof(Deployment.Version), Production)
                .With(nameof(Deployment.Promotion), promotions[i])
                .With(nameof(Deployment.RollbackTarget), null)
                .With(nameof(Deployment.Until), null)
                .With(nameof(Deployment.Since), At(n, size.Models));
            db.Deployments.Add(deployment);
            db.RollbackPlans.Add(Planned(deployment, out var fact));
            Say(db, "deployment.made", deployment.AuditSubject, deployment.Since, fact);
        }
    }

    // The entry states the plan of its own deployment: what the demo's entry states is the plan of another.
    private RollbackPlan Planned(Deployment deployment, out JsonObject fact)
    {
        var facts = new RollbackPlanFacts(Target: null, [], Responsible: null, ExpectedMinutes: null, "It is the first in production.");
        var plan = RollbackPlan.Of(deployment.Id, 1, facts, made.Engineer.Id, "Engineer", deployment.Since);
        fact = made.Fact("deployment.made");
        fact["rollbackPlanSha256"] = plan.Sha256;
        return plan;
    }

    private Task<List<PromotionId>> FormerAsync(GovernanceDbContext db, IReadOnlyList<int> numbers, CancellationToken ct) =>
        PromoteAsync(db, numbers, size.Former, "1.0.0", made.Deployed, made.DeployedRun, ct);

    private Task<List<PromotionId>> OpenAsync(GovernanceDbContext db, IReadOnlyList<int> numbers, CancellationToken ct) =>
        PromoteAsync(db, numbers, 0, "3.0.0", made.Open, made.OpenRun, ct);

    private async Task<List<PromotionId>> PromoteAsync(
        GovernanceDbContext db,
        IReadOnlyList<int> numbers,
        int of,
        string version,
        Promotion template,
        GateRun run,
        CancellationToken ct
    )
    {
        var (first, firstRun) = (
            await ScaleWriter.TakeAsync<PromotionId>(db, numbers.Count, ct),
            await ScaleWriter.TakeAsync<GateRunId>(db, numbers.Count, ct)
        );
        var signed = template.SignOffs.Where(s => s.Live).ToList();
        var nextSignOff = signed.Count == 0 ? 0 : await ScaleWriter.TakeAsync<SignOffId>(db, numbers.Count * signed.Count, ct);
        var promotions = new List<PromotionId>();
        foreach (var (n, i) in numbers.Select((n, i) => (n, i)))
        {
            var (id, runId) = (new PromotionId(first + i), new GateRunId(firstRun + i));
            // Those that are open were requested lately; the demo's has its own days left.
            var at = of == 0 ? template.RequestedAt : At(n, of);
            promotions.Add(id);
            db.GateRuns.Add(
                Copies
                    .Of(run)
                    .With(nameof(GateRun.Id), runId)
                    .With(nameof(GateRun.Promotion), id)
                    .With(nameof(GateRun.Model), Name(n))
                    .With(nameof(GateRun.Version), version)
                    .With(nameof(GateRun.EvaluatedAt), at)
            );
            Say(db, "gate.evaluated", runId.ToString(), at);
            var promotion = Copies
                .Of(template)
                .With(nameof(Promotion.Id), id)
                .With(nameof(Promotion.Model), Name(n))
                .With(nameof(Promotion.Version), version)
                .With(nameof(Promotion.RequestedAt), at)
                .With(nameof(Promotion.DueAt), at + (template.DueAt - template.RequestedAt))
                .With(nameof(Promotion.ExpiresAt), at + (template.ExpiresAt - template.RequestedAt))
                .With(nameof(Promotion.DecidedAt), template.DecidedAt is { } decided ? at + (decided - template.RequestedAt) : null)
                .With(nameof(Promotion.GateRun), runId)
                .With("_signOffs", new List<SignOff>());
            db.Promotions.Add(promotion);
            Say(db, "promotion.requested", id.ToString(), at);
            foreach (var signOff in signed)
            {
                Sign(db, id, runId, signOff, new SignOffId(nextSignOff++));
            }
        }

        return promotions;
    }

    // The statement is the one that the person signed: its digest is what the entry states and what is looked at when all is checked.
    private void Sign(GovernanceDbContext db, PromotionId promotion, GateRunId run, SignOff template, SignOffId id)
    {
        var signOff = Copies.Of(template).With(nameof(SignOff.Id), id).With(nameof(SignOff.Promotion), promotion);
        signOff.Attestation.With(nameof(Attestation.LogIndex), null);
        var statement = Copies.Of(made.Statements[template.Id]).With(nameof(SignedStatement.SignOff), id);
        db.SignOffs.Add(signOff);
        db.SignedStatements.Add(statement);
        db.Append(
            new AuditEvent(
                "promotion.signed",
                promotion.ToString(),
                new JsonObject
                {
                    ["signOff"] = id.ToString(),
                    ["role"] = WireName.Of(signOff.Role),
                    ["decision"] = WireName.Of(signOff.Decision),
                    ["delegatedFrom"] = signOff.DelegatedFrom?.ToString(),
                    ["delegation"] = signOff.Delegation?.ToString(),
                    ["bundleDigest"] = signOff.BundleDigest,
                    ["gateRun"] = run.ToString(),
                    ["commentSha256"] = signOff.Comment?.Sha256,
                    ["conditionSha256"] = signOff.Condition?.Sha256,
                    ["authentication"] = new JsonObject
                    {
                        ["method"] = signOff.Attestation.AuthenticationMethod,
                        ["at"] = CanonicalJson.Time(signOff.Attestation.AuthenticatedAt),
                    },
                    ["soonAfterReset"] = signOff.SoonAfterReset,
                    ["signedAt"] = CanonicalJson.Time(signOff.Attestation.At),
                    ["statementSha256"] = signOff.Attestation.StatementSha256,
                    ["envelopeSha256"] = Sha256Hex.Of(statement.Envelope),
                    ["assertionSha256"] = signOff.AssertionSha256,
                }
            )
            {
                ActorName = signOff.Attestation.PrintedName,
                Covers = [id.ToString()],
            },
            Actor.OfUser(signOff.Attestation.Person, signOff.Attestation.Function, session: null),
            signOff.Attestation.At,
            index => signOff.Attestation.LoggedAt(index)
        );
    }
}
