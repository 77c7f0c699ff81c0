using Governance.Data;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Permits;

/// <summary>A deployment permit in its current state.</summary>
public sealed record PermitView
{
    public required PermitId Id { get; init; }

    public required string Model { get; init; }

    public required string Version { get; init; }

    public required Stage Stage { get; init; }

    public required string Sha256 { get; init; }

    public required string? Environment { get; init; }

    public required string? Image { get; init; }

    /// <summary>Container images that the permit is for, out of those declared with the version.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    public required string Promotion { get; init; }

    /// <summary>The experiment that the permit is for and ends with; null for other deployments.</summary>
    public string? Experiment { get; init; }

    /// <summary>Share of the traffic that the version may handle in the experiment.</summary>
    public double? Share { get; init; }

    /// <summary><c>none</c> where no answer of the version may reach anyone: in staging, and in a shadow; absent otherwise.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Serves { get; init; }

    /// <summary>The gate run that decided when it was issued, to be replayed; null in permits of earlier releases.</summary>
    public string? DecisionRun { get; init; }

    /// <summary>Digests of the policies that were asked then, by name.</summary>
    public IReadOnlyDictionary<string, string> DecisionPolicies { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary><c>valid</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it was revoked; null if it was not.</summary>
    public required PermitEnd? Because { get; init; }

    /// <summary>Current reasons of the gate against it.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>SHA-256 of the signed statement, as in the audit log.</summary>
    public required string StatementSha256 { get; init; }

    /// <summary>The DSSE envelope, to keep as a file and verify with <c>governance permit verify</c>.</summary>
    public required System.Text.Json.Nodes.JsonNode Envelope { get; init; }
}

/// <summary>Judges permits by the gate as it is now, and writes down those that it no longer allows.</summary>
public sealed class CheckPermits(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ActionRunner runner,
    EvaluateDeploymentGate gate,
    IPromotionAnchors anchors,
    BundleFactSources measurements,
    IContinuedUse continued,
    TimeProvider clock
)
{
    private const int Most = 500;
    private static readonly Actor s_job = Actor.OfJob("permits");

    /// <summary>One permit, judged now.</summary>
    public async Task<Result<PermitView>> GetAsync(PermitId id, CancellationToken ct)
    {
        DeploymentPermit? permit;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            permit = await db.Permits.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct);
        }

        return permit is null ? PermitRefusals.NotFound : await JudgeAsync(permit, ct);
    }

    /// <summary>Revokes every live permit that the gate does not allow any more, each in a transaction of its own.</summary>
    /// <returns>How many ended.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        List<DeploymentPermit> live;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            live = await db
                .Permits.AsNoTracking()
                .Where(p => p.RevokedAt == null && p.ExpiresAt > now)
                .OrderBy(p => p.Id)
                .Take(Most)
                .ToListAsync(ct);
        }

        var revoked = 0;
        foreach (var permit in live)
        {
            // One whose row was altered counts nowhere, and is not written over: the check of the records names it.
            if (await JudgeAsync(permit, ct) is not { State: "revoked", Because: { } because and not PermitEnd.RecordAltered })
            {
                continue;
            }

            var outcome = await runner.RunAsync<bool>(
                s_job,
                new Attempt("permit.revoked", permit.Id.ToString(), null),
                async (context, token) =>
                {
                    var tracked = await context.Db.Permits.SingleAsync(p => p.Id == permit.Id, token);
                    if (!tracked.Revoke(because, context.Now))
                    {
                        return false;
                    }

                    PermitEvents.Revoked(context, tracked);
                    return true;
                },
                ct
            );
            revoked += outcome.IsDone && outcome.Value ? 1 : 0;
        }

        return revoked;
    }

    /// <summary>A permit as its sealed statement, the log and the gate have it now.</summary>
    internal async Task<PermitView> JudgeAsync(DeploymentPermit permit, CancellationToken ct)
    {
        var now = clock.GetLocalNow();
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var said = await anchors.ReadAsync(db, permit, ct);
        if (said.Refusal is { } altered)
        {
            return View(permit, null, permit.RevokedBecause ?? PermitEnd.RecordAltered, [altered.Message], now);
        }

        if (permit.RevokedBecause is null && await PermitExperiment.RefusesAsync(db, said.Value, ct) is { } over)
        {
            return View(permit, said.Value, PermitEnd.ExperimentOver, [over.Message], now);
        }

        var answer = permit.IsLive(now) ? await gate.JudgeAsync(Question(said.Value), ct) : null;
        var rulesAlone = answer?.Reasons.All(r => r.Code.StartsWith("rule.", StringComparison.Ordinal)) is true;
        var drift = rulesAlone ? await PermitDrift.ReasonsAsync(db, measurements, continued, permit, now, ct) : [];
        var end =
            permit.RevokedBecause
            ?? (
                drift.Count > 0 ? PermitEnd.DriftAlert
                : answer is { Allow: false } ? PermitEnd.GateShut
                : null
            );
        var reasons = answer is { Allow: false } ? [.. answer.Reasons.Select(r => r.Message)] : drift;
        // What ended with its agent says so, as long as that is stopped.
        return end is PermitEnd.GateShut && reasons.Count == 0 && await StoppedAgents.OfAsync(db, permit.Model, ct) is { } stopped
            ? View(permit, said.Value, end, [stopped.Message], now)
            : View(permit, said.Value, end, reasons, now);
    }

    /// <summary>What a permit says, when it counts now; else why it does not.</summary>
    internal async Task<Result<PermitStatement>> CountsAsync(DeploymentPermit permit, CancellationToken ct)
    {
        var view = await JudgeAsync(permit, ct);
        return
            view.State == "valid"
            && DsseEnvelope.Parse(permit.Envelope) is { } envelope
            && PermitStatement.Read(envelope.Payload) is { } statement
            ? statement
            : PermitRefusals.DoesNotCount(permit.Id, Sentence.Ours(view.State), [.. view.Reasons.Select(Sentence.Ours)]);
    }

    /// <summary>
    /// Whether a permit that let a workload in still stands for what that workload's controller makes of it, also after its minutes. Rules
    /// that fail do not stop a pod from being moved to another node, however long they have failed; whatever else shuts the gate does.
    /// </summary>
    /// <returns>What the permit says, or why it does not stand.</returns>
    internal async Task<Result<PermitStatement>> StandsAsync(DeploymentPermit permit, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var said = await anchors.ReadAsync(db, permit, ct);
        if (said.Refusal is { } altered)
        {
            return altered;
        }

        if (permit.RevokedAt is not null)
        {
            return PermitRefusals.DoesNotCount(permit.Id, $"revoked", []);
        }

        if (await PermitExperiment.RefusesAsync(db, said.Value, ct) is { } over)
        {
            return PermitRefusals.DoesNotCount(permit.Id, $"revoked", [over.Words]);
        }

        var answer = await gate.JudgeAsync(Question(said.Value), ct);
        var against = answer.Reasons.Where(r => !IsOfRules(r)).Select(r => Sentence.Ours(r.Message)).ToList();
        return !answer.Allow && (against.Count > 0 || answer.Reasons.Count == 0)
            ? PermitRefusals.DoesNotCount(permit.Id, $"revoked", against)
            : said.Value;
    }

    private static bool IsOfRules(DeployReason reason) =>
        reason.Code.StartsWith("rule.", StringComparison.Ordinal)
        || reason.Code == PostureRefusals.PermitsEnded.Code
        || reason.Code == PostureRefusals.ReviewMissing.Code;

    private static DeployQuestion Question(PermitStatement said) =>
        new(said.Model, said.Version, WireName.Of(said.Stage), said.ArtifactSha256)
        {
            Experiment = DisplayId.TryParse<ExperimentId>(said.Experiment, out var tried) ? tried : null,
        };

    private static PermitView View(
        DeploymentPermit permit,
        PermitStatement? said,
        PermitEnd? end,
        IReadOnlyList<string> reasons,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = permit.Id,
            Model = permit.Model,
            Version = permit.Version,
            Stage = permit.Stage,
            Sha256 = permit.ArtifactSha256,
            Environment = permit.Environment,
            Image = permit.Image,
            Images =
                said is null ? []
                : said.Images.Count > 0 || said.Image is null ? said.Images
                : [said.Image],
            Promotion = permit.Promotion.ToString(),
            Experiment = said?.Experiment,
            DecisionRun = said?.DecisionRun,
            DecisionPolicies = said?.DecisionPolicies ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Share = said?.Share,
            Serves = said?.Serves,
            IssuedAt = permit.IssuedAt,
            ExpiresAt = permit.ExpiresAt,
            State =
                end is not null ? "revoked"
                : permit.IsLive(now) ? "valid"
                : "expired",
            Because = end,
            Reasons = reasons,
            StatementSha256 = permit.StatementSha256,
            Envelope = Parsed(permit.Envelope),
        };

    // A record that was altered may hold anything.
    private static System.Text.Json.Nodes.JsonNode Parsed(byte[] envelope)
    {
        try
        {
            return System.Text.Json.Nodes.JsonNode.Parse(envelope) ?? new System.Text.Json.Nodes.JsonObject();
        }
        catch (System.Text.Json.JsonException)
        {
            return new System.Text.Json.Nodes.JsonObject();
        }
    }
}
