using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Observability;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>
/// Answers a pipeline's question whether a version may be deployed. Fails closed: what is unknown, expired, changed or unreachable is not
/// allowed. An answer that differs from the last one to the same question is logged; a repeated one is only counted.
/// </summary>
public sealed partial class EvaluateDeploymentGate(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ActionRunner runner,
    ContentStore store,
    IPromotionAnchors anchors,
    AgedRules rules,
    IContinuedUse continued,
    DecisionRuns decisions,
    TimeProvider clock,
    PortalMeter meter,
    ILogger<EvaluateDeploymentGate> logger
) : IDeployGate
{
    private const int MaxRemembered = 4_096;

    /// <summary>Answers.</summary>
    public async Task<DeployAnswer> RunAsync(Actor actor, DeployQuestion question, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(question);
        DeployAnswer answer;
        try
        {
            answer = await KeptAsync(question, await TriedAsync(question, await AnswerAsync(question, ct), ct), ct);
            await LogWhenNewAsync(actor, question, answer, ct);
        }
        catch (RecordAlteredException altered)
        {
            answer = Deny(RecordIntegrity.Code, altered.Refusal.Message);
        }
        // Whatever keeps the gate from answering, a row that cannot be read among it, shuts it; a pipeline is told so.
#pragma warning disable CA1031
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnanswerable(e, question.Model, question.Version);
            answer = Deny(
                "gate.unreachable",
                "The gate could not decide, so nothing may be deployed. Try again, or check the portal's log."
            );
        }

        meter.Answered(answer.Allow, answer.Reasons.Count > 0 ? answer.Reasons[0].Code : null);
        return answer;
    }

    /// <summary>The same answer for an action of the portal, which logs what it does itself.</summary>
    public Task<DeployAnswer> JudgeAsync(DeployQuestion question, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(question);
        return AnswerAsync(question, ct);
    }

    // What decided is stored, so that whoever got the answer can have it judged again.
    private async Task<DeployAnswer> KeptAsync(DeployQuestion question, DeployAnswer answer, CancellationToken ct)
    {
        if (answer.Decided is not { } decided || !WireName.TryParse<Stage>(question.Stage, out var stage))
        {
            return answer;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var key = question.Version!.ToLowerInvariant();
        var version = await db.Versions.AsNoTracking().SingleAsync(v => v.Model == question.Model && v.VersionKey == key, ct);
        return answer with { Decision = DeployDecision.Of(decided, await decisions.KeepAsync(version, stage, decided, ct)) };
    }

    private static DeployAnswer Deny(string code, string message) => new(false, [DeployReason.Of(code, message)], null, null);

    private async Task<DeployAnswer> AnswerAsync(DeployQuestion question, CancellationToken ct)
    {
        if (!WireName.TryParse<Stage>(question.Stage, out var stage) || stage is Stage.Development or Stage.Retired)
        {
            return Deny("gate.stage-unknown", "Name the stage: staging or production.");
        }

        if (!ModelName.IsModel(question.Model) || !ModelName.IsVersion(question.Version))
        {
            return Deny("gate.version-unknown", "Name a registered model and version.");
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (db.DataScope is { } dataScope && !dataScope.Models.Contains(question.Model!))
        {
            return Deny("gate.version-unknown", $"{ModelName.Of(question.Model!, question.Version!)} is not registered.");
        }

        // A gate judges by everything there is (what retires another system holds this model too), no matter who asks.
        db.DataScope = null;
        var key = question.Version!.ToLowerInvariant();
        var found = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == question.Model && v.VersionKey == key)
            .Join(db.Models, v => v.Model, m => m.Name, (v, m) => new { Version = v, Model = m })
            .SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return Deny("gate.version-unknown", $"{ModelName.Of(question.Model!, question.Version)} is not registered.");
        }

        var version = found.Version;
        var tried = question.Experiment;
        // What is limited to another experiment, or to any where none is asked about, says nothing here, neither for nor against.
        var promotions = await db
            .Promotions.AsNoTracking()
            .Where(p =>
                p.Model == version.Model
                && p.Version == version.Version
                && p.To == stage
                && (p.Experiment == null || (tried != null && p.Experiment == tried))
            )
            .OrderByDescending(p => p.Id)
            .ToListAsync(ct);
        var decided = promotions.Find(p => p.State is PromotionState.Approved or PromotionState.Deployed or PromotionState.Rejected);
        var isThere = version.ArtifactStoredAt is not null && await store.HasAsync(version.ArtifactSha256, ct);
        List<DeployReason> reasons = [.. OfArtifact(version, isThere, question.Sha256)];
        var model = new JudgedModel(found.Model, await ClassOfModel.ReadAsync(db, found.Model, clock.GetLocalNow(), ct), version);
        reasons.AddRange(OfModel(model.Class, version));
        var holds = await HeldVersions.AllAsync(db, version.Model, version.Version, ct);
        reasons.AddRange(holds.Select(h => DeployReason.Of(h.Refusal.Code, h.Refusal.Message)));

        if (AgentManifests.IsOf(version) && await StoppedAgents.OfAsync(db, version.Model, ct) is { } stopped)
        {
            reasons.Add(DeployReason.Of(stopped.Code, stopped.Message));
        }

        var (over, ended) = await OfPostureAsync(db, version, stage, ct);
        reasons.AddRange(over);
        if (decided is null or { State: PromotionState.Rejected })
        {
            if (await OverrideAsync(db, promotions.Find(p => p.State is PromotionState.Open), version, ct) is ({ } open, { } emergency))
            {
                var overridden = await RunOfAsync(db, open, ct);
                var judgedOpen = await OfFactsAsync(db, model, open, overridden, over.Count > 0, ct);
                reasons.AddRange(judgedOpen.Counting);
                reasons.AddRange(
                    await OfRecordsAsync(
                        db,
                        new(open, version)
                        {
                            Run = overridden,
                            Override = emergency,
                            Later = [.. promotions.TakeWhile(p => p.Id != open.Id)],
                        },
                        ct
                    )
                );
                reasons.AddRange(await OfRowsAsync(db, model.Model, version, promotions, overridden, ended, reasons, ct));
                return Answer(reasons, open, overridden, judgedOpen.Decided) with
                {
                    Override = reasons.Count == 0 ? emergency.Id.ToString() : null,
                };
            }

            reasons.AddRange(await OfMissingApprovalAsync(db, promotions.FirstOrDefault(), version, stage, ct));
            return Answer(reasons, promotions.FirstOrDefault(), await RunOfAsync(db, promotions.FirstOrDefault(), ct));
        }

        var run = await RunOfAsync(db, decided, ct);
        reasons.AddRange(OfPromotion(decided));
        var judged = await OfRunAsync(db, model, decided, run, over.Count > 0, ct);
        reasons.AddRange(judged.Counting);
        reasons.AddRange(
            await OfRecordsAsync(db, new(decided, version) { Run = run, Later = [.. promotions.TakeWhile(p => p.Id != decided.Id)] }, ct)
        );
        reasons.AddRange(await OfRowsAsync(db, model.Model, version, promotions, run, ended, reasons, ct));
        return Answer(reasons, decided, run, judged.Decided);
    }

    /// <summary>An emergency override that is in force for this promotion as it is now.</summary>
    private async Task<(Promotion Promotion, EmergencyOverride Override)?> OverrideAsync(
        GovernanceDbContext db,
        Promotion? open,
        ModelVersion version,
        CancellationToken ct
    )
    {
        if (open is null || open.ExpiresAt <= clock.GetLocalNow())
        {
            return null;
        }

        var id = open.Id;
        var emergency = await db
            .Overrides.AsNoTracking()
            .SingleOrDefaultAsync(o => o.Promotion == id && o.State == OverrideState.InForce, ct);
        return emergency?.Allows(open, version.ArtifactSha256, clock.GetLocalNow()) is true ? (open, emergency) : null;
    }

    // Signatures may be missing under an override; what the rules ask may not.
    private async Task<ContinuedJudgement> OfFactsAsync(
        GovernanceDbContext db,
        JudgedModel model,
        Promotion open,
        Domain.Gates.GateRun? run,
        bool isOut,
        CancellationToken ct
    )
    {
        var judged = await OfRunAsync(db, model, open, run, isOut, ct);
        return open.GatePasses || judged.Counting.Count > 0
            ? judged
            : judged with
            {
                Counting = [DeployReason.Of(PromotionRefusals.GateBlocks.Code, $"{open.Id}: a gate blocks it.")],
            };
    }

    // By the policies of the approval; a version that runs has the time that the policies in force give it.
    private async Task<ContinuedJudgement> OfRunAsync(
        GovernanceDbContext db,
        JudgedModel model,
        Promotion promotion,
        Domain.Gates.GateRun? run,
        bool isOut,
        CancellationToken ct
    )
    {
        if (run is null)
        {
            return new([DeployReason.Of("gate.run-missing", $"The gate run of {promotion.Id} is missing.")], null);
        }

        var aged = await rules.JudgeAsync(db, model.Model, model.Class, model.Version, run, ct);
        var judged = await continued.JudgeAsync(promotion.Model, promotion.Version, promotion.To, aged.Reasons, isOut, ct);
        return judged with { Decided = judged.Decided ?? aged.Decided };
    }

    private static Task<Domain.Gates.GateRun?> RunOfAsync(GovernanceDbContext db, Promotion? promotion, CancellationToken ct) =>
        promotion is null
            ? Task.FromResult<Domain.Gates.GateRun?>(null)
            : db.GateRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == promotion.GateRun, ct);

    private static DeployAnswer Answer(
        List<DeployReason> reasons,
        Promotion? promotion,
        Domain.Gates.GateRun? run,
        Evaluation? decided = null
    ) =>
        new(reasons.Count == 0, reasons, run?.Id, run?.PolicyDigest)
        {
            Promotion = promotion?.Id.ToString(),
            Decision = decided is null ? null : DeployDecision.Of(decided, null),
            Decided = decided,
        };

    private static IEnumerable<DeployReason> OfModel(ModelClass judged, ModelVersion version)
    {
        if (version.Stage is Stage.Retired)
        {
            yield return DeployReason.Of("version.retired", $"{version.Id} is retired.");
        }

        if (judged.Value is null or RiskClass.Prohibited)
        {
            yield return DeployReason.Of(
                "model.risk-class",
                judged.Value is null ? $"{version.Model} has no risk class. Classify it."
                    : judged.System is { } system ? $"{system} was classified as a prohibited practice, and {version.Model} is part of it."
                    : $"{version.Model} is classified as prohibited."
            );
        }
    }

    private IEnumerable<DeployReason> OfPromotion(Promotion promotion)
    {
        if (promotion.RefusesDeployment(clock.GetLocalNow()) is { } refusal)
        {
            yield return DeployReason.Of(refusal.Code, $"{promotion.Id}: {refusal.Message}");
        }
    }

    /// <summary>A row opens nothing by itself: approval, signers and deployment have to be what log and sealed statements say.</summary>
    private async Task<IReadOnlyList<DeployReason>> OfRecordsAsync(GovernanceDbContext db, ReliedOn asked, CancellationToken ct) =>
        (await anchors.RefusesAsync(db, asked, ct) ?? await DeploymentTrail.RefusesAsync(db, asked.Version.Model, ct)) is { } altered
            ? [DeployReason.Of(altered.Code, altered.Message)]
            : [];

    private static async Task<IReadOnlyList<DeployReason>> OfMissingApprovalAsync(
        GovernanceDbContext db,
        Promotion? latest,
        ModelVersion version,
        Stage stage,
        CancellationToken ct
    )
    {
        if (latest is null)
        {
            return
            [
                DeployReason.Of("promotion.none", $"No promotion of {version.Id} to {WireName.Of(stage)} has been requested. Request it."),
            ];
        }

        if (latest.State is not PromotionState.Open)
        {
            return [DeployReason.Of("promotion.not-approved", $"{latest.Id} is {WireName.Of(latest.State)}. Request the promotion again.")];
        }

        var waiting = latest
            .RequiredRoles.Where(role => !latest.LiveSignOffs.Any(s => s.Role == role))
            .Select(SignOffMeaning.Slot)
            .ToList();
        var open = DeployReason.Of(
            "promotion.open",
            waiting.Count == 0
                ? $"{latest.Id} is open: a signer requested changes, or a gate blocks."
                : $"{latest.Id} is open and waiting for {string.Join(", ", waiting)}."
        );
        var run = latest.GatePasses ? null : await RunOfAsync(db, latest, ct);
        return run is null ? [open] : [open, .. AgedRules.Blocking(run.ReadResult())];
    }

    [LoggerMessage(1401, LogLevel.Error, "The deployment gate could not decide on {Model} {Version}, so the deployment was denied")]
    private partial void LogUnanswerable(Exception e, string? model, string? version);
}
