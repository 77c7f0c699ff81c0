using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Sealing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>
/// Asks the log and the sealed statements whether a promotion, an emergency override or a permit is what its rows say. A row alone opens
/// nothing: who had to sign follows from the stored gate run, whose digests the bundle and the log name; who did sign, from statements
/// whose seal is verified; that it was approved and still is, from the last word of the log. What disagrees is refused as altered.
/// </summary>
public sealed partial class PromotionAnchors(StatementSeal seals) : IPromotionAnchors
{
    private const int MaxRemembered = 4_096;
    private static readonly string[] s_actions =
    [
        .. PromotionTrail.Actions,
        "gate.evaluated",
        "override.requested",
        "override.granted",
        "override.used",
        "override.ended",
        "override.expired",
    ];
    private static readonly string[] s_permitActions = ["permit.issued", "permit.revoked"];

    // Envelopes whose seal was verified, and runs that were evaluated again, by the digests of all their bytes: nothing old is ever
    // answered.
    private readonly ConcurrentDictionary<string, bool> _sealed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Input, string Result, string Policies), bool> _replayed = new();
    private IReadOnlyList<DsseKey>? _keys;

    /// <summary>Why a promotion may not be relied on; null when log, statements and rows agree.</summary>
    public async Task<Refusal?> RefusesAsync(GovernanceDbContext db, ReliedOn asked, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(asked);
        var (promotion, id, gateRun) = (asked.Promotion, asked.Promotion.Id.ToString(), asked.Promotion.GateRun);
        List<string> subjects = [id, gateRun.ToString(), .. asked.Later.Select(p => p.Id.ToString())];
        if (asked.Override is { } named)
        {
            subjects.Add(named.Id.ToString());
        }

        if (await LoggedFact.OfAsync(db, subjects, s_actions, ct) is not { } facts)
        {
            return RecordRefusals.Altered(id);
        }

        var about = facts.ToLookup(f => f.Subject, StringComparer.Ordinal);
        if (asked.Later.FirstOrDefault(p => PromotionTrail.Of(about[p.Id.ToString()]).State != p.State) is { } hidden)
        {
            return RecordRefusals.Altered(hidden.Id.ToString(), id);
        }

        var trail = PromotionTrail.Of(about[id]);
        if (!Agrees(promotion, trail, asked.Version) || !BundleAgrees(promotion, asked.Version))
        {
            return RecordRefusals.Altered(id);
        }

        var run = asked.Run ?? await db.GateRuns.AsNoTracking().IgnoreQueryFilters().SingleOrDefaultAsync(r => r.Id == gateRun, ct);
        if (run is null || !await RunAgreesAsync(db, promotion, asked.Version, run, about[gateRun.ToString()].LastOrDefault(), ct))
        {
            return RecordRefusals.Altered(gateRun.ToString(), id);
        }

        if (!RolesOf(run).SequenceEqual(promotion.RequiredRoles))
        {
            return RecordRefusals.Altered(id);
        }

        return asked.Override is { } emergency
            ? await RefusesOverrideAsync(promotion, emergency, trail, [.. about[emergency.Id.ToString()]], ct)
            : await RefusesApprovalAsync(db, promotion, run, trail, ct);
    }

    /// <summary>What a permit says, once its seal is verified and its row and the log agree with it.</summary>
    public async Task<Result<PermitStatement>> ReadAsync(GovernanceDbContext db, DeploymentPermit permit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(permit);
        var id = permit.Id.ToString();
        var facts = await LoggedFact.OfAsync(db, [id], s_permitActions, ct);
        var opened = await OpenAsync(permit.Envelope, ct);
        if (opened.Refusal is { } unreadable)
        {
            return unreadable;
        }

        return
            facts?.FirstOrDefault(f => f.Action == "permit.issued") is { } issued
            && opened.Value is { } payload
            && Sha256Hex.Of(payload) == permit.StatementSha256
            && issued.Text("statementSha256") == permit.StatementSha256
            && facts.Any(f => f.Action == "permit.revoked") == permit.RevokedAt is not null
            && PermitStatement.Read(payload) is { } statement
            && statement.Permit == permit.Id
            && statement.Model == permit.Model
            && statement.Version == permit.Version
            && statement.Stage == permit.Stage
            && statement.ArtifactSha256 == permit.ArtifactSha256
            && statement.Environment == permit.Environment
            && statement.Image == permit.Image
            && statement.Promotion == permit.Promotion
            && statement.BundleDigest == permit.BundleDigest
            && CanonicalJson.Time(statement.IssuedAt) == CanonicalJson.Time(permit.IssuedAt)
            && CanonicalJson.Time(statement.ExpiresAt) == CanonicalJson.Time(permit.ExpiresAt)
            ? statement
            : RecordRefusals.Altered(id);
    }

    private static bool Agrees(Promotion promotion, PromotionTrail trail, ModelVersion version) =>
        trail.State == promotion.State
        && trail.Requested is { } requested
        && requested.Text("version") == ModelName.Of(promotion.Model, promotion.Version)
        && requested.Text("versionSha256") == version.ManifestSha256
        && requested.Text("from") == WireName.Of(promotion.From)
        && requested.Text("to") == WireName.Of(promotion.To)
        && requested.Text("experiment") == promotion.Experiment?.ToString()
        && requested.Texts("requesters").ToHashSet(StringComparer.Ordinal).SetEquals(promotion.Requesters.Select(r => r.ToString()))
        && Sha256Hex.Of(version.ManifestBytes) == version.ManifestSha256;

    // Everything that was signed is in these bytes, and so is everything the rows are compared with.
    private static bool BundleAgrees(Promotion promotion, ModelVersion version) =>
        Sha256Hex.Of(promotion.Bundle) == promotion.BundleDigest
        && BundleSays(
            promotion,
            bundle =>
                bundle.GetProperty("promotion").GetString() == promotion.Id.ToString()
                && bundle.GetProperty("model").GetString() == version.Model
                && bundle.GetProperty("version").GetString() == version.Version
                && bundle.GetProperty("versionSha256").GetString() == version.ManifestSha256
                && bundle.GetProperty("to").GetString() == WireName.Of(promotion.To)
                && (bundle.TryGetProperty("experiment", out var tried) ? tried.GetProperty("id").GetString() : null)
                    == promotion.Experiment?.ToString()
                && bundle.GetProperty("artifact").GetProperty("sha256").GetString() == version.ArtifactSha256
                && bundle.GetProperty("gateRun").GetProperty("id").GetString() == promotion.GateRun.ToString()
        );

    // Bytes that are no bundle say nothing.
    private static bool BundleSays(Promotion promotion, Func<JsonElement, bool> says)
    {
        try
        {
            using var json = JsonDocument.Parse(promotion.Bundle);
            return says(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    private static List<SignOffRole> RolesOf(GateRun run) =>
        [.. (GateResult.FromBytes(run.Result).Result?.Approvals.Roles ?? []).Select(WireName.Parse<SignOffRole>).Distinct().Order()];

    private async Task<bool> RunAgreesAsync(
        GovernanceDbContext db,
        Promotion promotion,
        ModelVersion version,
        GateRun run,
        LoggedFact? entry,
        CancellationToken ct
    )
    {
        if (
            entry is not { Action: "gate.evaluated" }
            || run.Promotion != promotion.Id
            || run.Model != version.Model
            || run.Version != version.Version
            || run.Stage != promotion.To
            || run.Outcome != promotion.GateOutcome
            || !promotion.GatePasses
            || Sha256Hex.Of(run.Input) != run.InputSha256
            || Sha256Hex.Of(run.Result) != run.ResultSha256
            || entry.Text("promotion") != promotion.Id.ToString()
            || entry.Text("version") != version.Id
            || entry.Text("versionSha256") != version.ManifestSha256
            || entry.Text("stage") != WireName.Of(promotion.To)
            || entry.Text("gateOutcome") != WireName.Of(run.Outcome)
            || entry.Text("inputSha256") != run.InputSha256
            || entry.Text("resultSha256") != run.ResultSha256
            || entry.Text("policyDigest") != run.PolicyDigest
            || entry.Text("engine") != run.Engine
        )
        {
            return false;
        }

        var digest = run.PolicySha256s.Contains(',', StringComparison.Ordinal)
            ? Sha256Hex.Of(Encoding.ASCII.GetBytes(run.PolicySha256s))
            : run.PolicySha256s;
        return digest == run.PolicyDigest
            && GateResult.FromBytes(run.Result).Result is { } result
            && GateRuns.OutcomeOf(result) == run.Outcome
            && string.Join(',', result.Policies.Select(p => p.Sha256)) == run.PolicySha256s
            && BundleNames(promotion, run, result)
            && await SaysAgainAsync(db, run, ct);
    }

    private static bool BundleNames(Promotion promotion, GateRun run, GateResult result) =>
        BundleSays(
            promotion,
            bundle =>
                bundle.GetProperty("gateRun").GetProperty("resultSha256").GetString() == run.ResultSha256
                && bundle
                    .GetProperty("policies")
                    .EnumerateArray()
                    .Select(p => p.GetProperty("sha256").GetString())
                    .ToHashSet(StringComparer.Ordinal)
                    .SetEquals(GateRuns.Applied(result).Select(p => p.Sha256))
        );

    /// <summary>
    /// The stored input and the policies it names give the stored result again. A run of another engine or baseline is believed by its
    /// digests.
    /// </summary>
    private async Task<bool> SaysAgainAsync(GovernanceDbContext db, GateRun run, CancellationToken ct)
    {
        if (
            !GateEvaluator.CanReplay(run.Engine)
            || !run.PolicySha256s.Split(',').Contains(PolicyDocument.Baseline.Sha256, StringComparer.Ordinal)
        )
        {
            return true;
        }

        var facts = (run.InputSha256, run.ResultSha256, run.PolicySha256s);
        if (_replayed.TryGetValue(facts, out var identical))
        {
            return identical;
        }

        // A policy whose text is missing or changed is the gate's own reason.
        if (await ActivePolicies.OfRunAsync(db, run, ct) is not { } policies)
        {
            return true;
        }

        identical = GateEvaluator.Replay(policies, run.Input, run.Result).Identical;
        if (_replayed.Count >= MaxRemembered)
        {
            _replayed.Clear();
        }

        _replayed[facts] = identical;
        return identical;
    }

    private async Task<Refusal?> RefusesApprovalAsync(
        GovernanceDbContext db,
        Promotion promotion,
        GateRun run,
        PromotionTrail trail,
        CancellationToken ct
    )
    {
        var id = promotion.Id.ToString();
        if (
            promotion.State is not (PromotionState.Approved or PromotionState.Deployed)
            || trail.Approved is not { } approved
            || approved.Text("bundleDigest") != promotion.BundleDigest
            || approved.Text("gateRun") != promotion.GateRun.ToString()
            || approved.Text("expiresAt") != CanonicalJson.Time(promotion.ExpiresAt)
            || !approved.Texts("signOffs").ToHashSet(StringComparer.Ordinal).SetEquals(trail.Live)
        )
        {
            return RecordRefusals.Altered(id);
        }

        if (trail.Signed.Except(promotion.SignOffs.Select(s => s.Id.ToString()), StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            return RecordRefusals.Altered(missing, id);
        }

        var live = promotion.LiveSignOffs.Select(s => s.Id).ToList();
        var statements =
            live.Count == 0
                ? []
                : await db
                    .SignedStatements.AsNoTracking()
                    .IgnoreQueryFilters()
                    .Where(s => live.Contains(s.SignOff))
                    .ToDictionaryAsync(s => s.SignOff, ct);
        foreach (var signOff in promotion.SignOffs)
        {
            if (trail.Confirms(signOff) is not { } entry)
            {
                return RecordRefusals.Altered(signOff.Id.ToString(), id);
            }

            if (!signOff.Live)
            {
                continue;
            }

            var opened = await OpenAsync(statements.GetValueOrDefault(signOff.Id)?.Envelope, ct);
            if (opened.Refusal is { } unreadable)
            {
                return unreadable;
            }

            if (
                opened.Value is not { } payload
                || Sha256Hex.Of(payload) != signOff.Attestation.StatementSha256
                || entry.Text("envelopeSha256") != Sha256Hex.Of(statements[signOff.Id].Envelope)
                || SealedSignOff.Read(payload) is not { } said
                || !said.Says(promotion, signOff)
                || said.PolicySha256 != run.PolicyDigest
                || said.GateResultSha256 != run.ResultSha256
            )
            {
                return RecordRefusals.Altered(signOff.Id.ToString(), id);
            }
        }

        return EverySlotIsSigned(promotion, RolesOf(run)) ? null : RecordRefusals.Altered(id);
    }

    // One person one slot, in their own name or in another's.
    private static bool EverySlotIsSigned(Promotion promotion, List<SignOffRole> required)
    {
        var parties = promotion
            .LiveSignOffs.SelectMany(s =>
                s.DelegatedFrom is { } from && from != s.Attestation.Person ? new[] { s.Attestation.Person, from } : [s.Attestation.Person]
            )
            .ToList();
        return parties.Distinct().Count() == parties.Count
            && !parties.Exists(p => promotion.Requesters.Contains(p))
            && required.TrueForAll(role =>
                promotion.LiveSignOffs.Count(s => s.Role == role) == 1
                && promotion.LiveSignOffs.Single(s => s.Role == role).Status is SignOffStatus.Signed or SignOffStatus.SignedWithCondition
            );
    }

    // The bundle is the one that was confirmed, but for what deployments made under the override changed in it themselves.
    private static bool FollowsItsDeployments(
        Promotion promotion,
        EmergencyOverride emergency,
        PromotionTrail trail,
        List<LoggedFact> facts,
        LoggedFact granted
    )
    {
        var digest = granted.Text("bundleDigest");
        foreach (var reevaluated in trail.Reevaluated.Where(r => r.Index > granted.Index))
        {
            if (
                reevaluated.Text("before") != digest
                || !facts.Exists(f => f.Action == "override.used" && f.Index < reevaluated.Index && f.Time == reevaluated.Time)
            )
            {
                return false;
            }

            digest = reevaluated.Text("after");
        }

        return promotion.BundleDigest == digest && emergency.BundleDigest == digest;
    }

    /// <summary>The body of an envelope that one of the installation's keys sealed; null when none did.</summary>
    private async Task<Result<byte[]?>> OpenAsync(byte[]? envelope, CancellationToken ct)
    {
        if (_keys is null)
        {
            var trusted = await seals.KnownAsync(ct);
            if (!trusted.IsDone)
            {
                return RecordRefusals.SealUnavailable;
            }

            _keys = trusted.Value;
        }

        if (envelope is null || DsseEnvelope.Parse(envelope) is not { PayloadType: DsseEnvelope.InTotoType } parsed)
        {
            return Result<byte[]?>.Done(null);
        }

        var digest = Sha256Hex.Of(envelope);
        if (!_sealed.TryGetValue(digest, out var holds))
        {
            holds = parsed.SignedBy(_keys).Count > 0;
            if (_sealed.Count >= MaxRemembered)
            {
                _sealed.Clear();
            }

            _sealed[digest] = holds;
        }

        return Result<byte[]?>.Done(holds ? parsed.Payload : null);
    }
}
