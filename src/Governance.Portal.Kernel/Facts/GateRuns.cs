using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using RunOutcome = Governance.Domain.Gates.GateOutcome;

namespace Governance.Portal.Kernel.Facts;

/// <summary>An evaluation that has not been stored.</summary>
/// <param name="Input">What was decided from.</param>
/// <param name="FactsSha256">Digest of the input without its time: the same while no fact changed.</param>
/// <param name="Result">What was decided.</param>
public sealed record Evaluation(GateInput Input, string FactsSha256, GateResult Result);

/// <summary>Makes gate runs out of inputs and policies, and compares them.</summary>
public static class GateRuns
{
    private static readonly Actor s_gate = Actor.OfJob("gate");

    /// <summary>Digest of an input without its time.</summary>
    public static string FactsDigest(GateInput input) =>
        Sha256Hex.Of(
            (
                input with
                {
                    At = DateTimeOffset.UnixEpoch,
                    // A number that moves within its band is no other fact; what a rule says of it is judged all the same.
                    Monitoring = input.Monitoring?.OnlyBands(),
                    Oversight = input.Oversight?.OnlyPeople(),
                    Coverage = input.Coverage?.OnlyWhether(),
                    // Asked again about the same facts, an engine gives its answer another id; that is no other fact.
                    RemoteDecisions = [.. input.RemoteDecisions.Select(d => d with { DecisionId = null })],
                }
            ).ToBytes()
        );

    /// <summary>Evaluates.</summary>
    public static Evaluation Evaluate(GateInput input, IReadOnlyList<PolicyDocument> policies) =>
        new(input, FactsDigest(input), GateEvaluator.Evaluate(policies, input));

    /// <summary>True when a run was made with exactly these policies by this engine.</summary>
    public static bool UsedPolicies(this GateRun run, IReadOnlyList<PolicyDocument> policies) =>
        run.Engine == GateEvaluator.Engine
        && run.PolicySha256s.Split(',')
            .ToHashSet(StringComparer.Ordinal)
            .SetEquals(policies.Select(p => p.Sha256).Append(PolicyDocument.Baseline.Sha256));

    /// <summary>True when a new result says the same as a stored one, apart from ages and times in its words.</summary>
    public static bool SaysTheSame(GateResult before, GateResult after) =>
        before.Outcome == after.Outcome
        && before.Approvals.MaxAgeDays == after.Approvals.MaxAgeDays
        && before.Approvals.OpenDays == after.Approvals.OpenDays
        && before.Approvals.SoonAfterResetHours == after.Approvals.SoonAfterResetHours
        && before.Approvals.Roles.SequenceEqual(after.Approvals.Roles, StringComparer.Ordinal)
        && before.Results.Select(Said).SequenceEqual(after.Results.Select(Said))
        && Applied(before).SequenceEqual(Applied(after));

    /// <summary>The policies whose rules were evaluated, by name, version and digest.</summary>
    public static IEnumerable<BundledPolicy> Applied(GateResult result) =>
        result.Policies.Where(p => p.Applied).Select(p => new BundledPolicy(p.Name, p.Version, p.Sha256));

    /// <summary>Runs without the bytes of their input, for lists: what they said, not what they were asked. Not tracked.</summary>
    public static IQueryable<GateRun> WithoutInput(this IQueryable<GateRun> runs) =>
        runs.AsNoTracking()
            .Select(r => new GateRun
            {
                Id = r.Id,
                Promotion = r.Promotion,
                Model = r.Model,
                Version = r.Version,
                Stage = r.Stage,
                Outcome = r.Outcome,
                InputSha256 = r.InputSha256,
                InputFactsSha256 = r.InputFactsSha256,
                Result = r.Result,
                ResultSha256 = r.ResultSha256,
                PolicySha256s = r.PolicySha256s,
                PolicyDigest = r.PolicyDigest,
                Engine = r.Engine,
                EvaluatedAt = r.EvaluatedAt,
            });

    /// <summary>The stored result of a run.</summary>
    /// <exception cref="FormatException">The stored bytes are not a result.</exception>
    public static GateResult ReadResult(this GateRun run) =>
        GateResult.FromBytes(run.Result).Result ?? throw new FormatException($"The stored result of {run.Id} cannot be read.");

    /// <summary>Stores an evaluation and its log entry with the running action.</summary>
    public static async Task<GateRun> StoreAsync(
        ActionContext context,
        PromotionId? promotion,
        ModelVersion version,
        Stage to,
        Evaluation evaluation,
        CancellationToken ct
    )
    {
        var (input, result) = (evaluation.Input.ToBytes(), evaluation.Result.ToBytes());
        var digests = string.Join(',', evaluation.Result.Policies.Select(p => p.Sha256));
        var run = new GateRun
        {
            Id = await context.Db.NextIdAsync<GateRunId>(ct),
            Promotion = promotion,
            Model = version.Model,
            Version = version.Version,
            Stage = to,
            Outcome = OutcomeOf(evaluation.Result),
            Input = input,
            InputSha256 = Sha256Hex.Of(input),
            InputFactsSha256 = evaluation.FactsSha256,
            Result = result,
            ResultSha256 = Sha256Hex.Of(result),
            PolicySha256s = digests,
            PolicyDigest = digests.Contains(',', StringComparison.Ordinal)
                ? Sha256Hex.Of(System.Text.Encoding.ASCII.GetBytes(digests))
                : digests,
            Engine = evaluation.Result.Engine,
            EvaluatedAt = context.Now,
        };
        context.Db.GateRuns.Add(run);
        context.AppendAs(
            s_gate with
            {
                Request = context.Access.Actor.Request,
            },
            new AuditEvent(
                "gate.evaluated",
                run.Id.ToString(),
                new JsonObject
                {
                    ["promotion"] = promotion?.ToString(),
                    ["version"] = version.Id,
                    ["versionSha256"] = version.ManifestSha256,
                    ["stage"] = WireName.Of(to),
                    ["gateOutcome"] = WireName.Of(run.Outcome),
                    ["inputSha256"] = run.InputSha256,
                    ["resultSha256"] = run.ResultSha256,
                    ["policyDigest"] = run.PolicyDigest,
                    ["engine"] = run.Engine,
                }
            )
        );
        return run;
    }

    /// <summary>The outcome as promotions know it.</summary>
    public static RunOutcome OutcomeOf(GateResult result) => WireName.Parse<RunOutcome>(result.Outcome.ToWireName());

    private static (string Policy, string Rule, RuleOutcome Outcome, bool Blocking) Said(RuleResult result) =>
        (result.Policy, result.RuleId, result.Outcome, result.Blocking);
}
