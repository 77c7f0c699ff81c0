using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests.Statements;

/// <summary>
/// Runs in which rules of every type say most of what they can: the cases of the rules, spoilt in each way, and the packs.
/// </summary>
internal static class RunCases
{
    private static readonly (string Name, Func<GateInput, GateInput> Spoil)[] s_ways =
    [
        ("as it is", input => input),
        ("no evidence", input => input with { Evidence = [], Metrics = [] }),
        ("other artifact", input => Evidence(input, one => one with { ArtifactSha256 = OtherArtifact })),
        ("unbound", input => Evidence(input, one => one with { ArtifactSha256 = null })),
        ("future", input => Evidence(input, one => one with { ProducedAt = Now.AddMinutes(1) })),
        ("old", input => Evidence(input, one => one with { ProducedAt = Now.AddDays(-400) })),
        ("unreadable", input => Evidence(input, one => one with { Facts = one.Facts with { Unreadable = "it is cut off." } })),
        ("empty", input => Evidence(input, one => one with { Facts = one.Facts with { NotMeasured = "it has no figure" } })),
        ("no facts", input => Evidence(input, one => one with { Facts = EvidenceFacts.None })),
        ("retired", input => input with { To = "retired" }),
        ("no class", input => input with { Model = input.Model with { RiskClass = null } }),
        ("prohibited", input => input with { Model = input.Model with { RiskClass = "prohibited" } }),
        ("no requester", input => input with { RequestedBy = [] }),
        ("waived", input => input with { Waivers = [GateEvaluatorTests.Waiver()] }),
    ];

    // Each sets a bound that a second policy may set too.
    private static readonly string[] s_bounds =
    [
        "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.7}",
        "type: metric_threshold, params: {metric: auc, op: \">\", value: 0.7, attribute: sex, slice: \"age=18-24\"}",
        "type: metric_threshold, params: {metric: ece, op: \"<=\", value: 0.1}",
        "type: evidence_required, params: {kinds: [fairness, validation], maxAgeDays: 90, boundTo: [artifact, dataset]}",
        "type: drift_limit, params: {statistic: psi, features: all, max: 0.25, maxAgeHours: 24}",
        "type: drift_limit, params: {statistic: psi, features: [income, \"Credit decisions\"], max: 0.1, maxDriftedFeatures: 2}",
        "type: security_scan, params: {maxSeverity: high}",
        "type: validation_findings, params: {maxSeverityOpen: low, reportMaxAgeDays: 365}",
        "type: no_open_alerts",
        "type: no_open_alerts, params: {severity: alert, monitors: [drift, quality]}",
        "type: pii_redaction",
        "type: human_oversight, params: {minOverseers: 2, stopControlMaxAgeDays: 180}",
        "type: data_lineage_required, params: {depth: 2}",
        "type: agent_limits, params: {maxSteps: 10, maxSeconds: 60, maxCallsPerMinute: 5}",
        "type: agent_autonomy, params: {max: supervised, killSwitchMaxAgeDays: 90}",
        "type: monitoring_required",
        "type: data_quality, params: {checks: [missing, leakage]}",
        "type: data_quality, params: {checks: [missing], worst: warn, maxAgeDays: 30}",
        "type: risk_appetite, params: {maxResidual: 6}",
        "type: rollback_plan, params: {maxAgeDays: 30}",
    ];

    // Each keeps a policy from being applied.
    private static readonly string[] s_others =
    [
        "{stages: [staging, retired]}",
        "{kinds: [agent]}",
        "{riskClasses: [minimal, limited]}",
        "{tiers: [tier2, tier3]}",
        "{models: [another]}",
        "{tags: {unit: [wholesale, \"Credit decisions\"]}}",
    ];

    /// <summary>
    /// Runs of several policies: bounds of which one decides, policies that are not applied, and what a gate says beside its rules.
    /// </summary>
    public static IEnumerable<(string Name, IReadOnlyList<PolicyDocument> Policies, GateInput Input)> Composed
    {
        get
        {
            foreach (var (i, rule) in s_bounds.Index())
            {
                yield return ($"bound {i}", [Policy(rule, name: "organisation"), Policy(rule, name: "model")], Input);
            }

            var tiered = Input with { Model = Input.Model with { Kind = "model", Tier = "tier1" } };
            foreach (var (i, scope) in s_others.Index())
            {
                yield return ($"other {i}", [Policy("type: artifact_digest", appliesTo: scope)], tiered);
            }

            yield return ("not yet", [Policy("type: artifact_digest", metadata: ", effectiveFrom: 2099-01-01")], Input);
            yield return ("expired", [Policy("type: artifact_digest", metadata: ", expires: 2020-01-31")], Input);
            yield return (
                "approvals",
                [
                    Policy("type: artifact_digest", name: "organisation", extra: "  approvals: {maxAgeDays: 30, openDays: 30}"),
                    Policy("type: artifact_digest", name: "model", extra: "  approvals: {maxAgeDays: 7, openDays: 14}"),
                ],
                Input
            );
            foreach (var hours in new[] { 0, 1, 12 })
            {
                var extra = $"  separation: {{makers: [high]}}\n  approvals: {{soonAfterResetHours: {hours}}}";
                yield return ($"relaxed {hours}", [Policy("type: artifact_digest", extra: extra)], Input);
            }
        }
    }

    /// <summary>All of them, by name.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<PolicyDocument> Policies, GateInput Input)> All
    {
        get
        {
            // Of every model, so that each of their rules is evaluated.
            var everywhere = Policy("type: artifact_digest").AppliesTo;
            var packs = PolicyPacks
                .All.Select(pack => PolicyDocument.Parse(Encoding.UTF8.GetBytes(pack.Text), $"{pack.Name}.yaml").Document!)
                .Select(pack => pack with { AppliesTo = everywhere })
                .ToList();
            for (var i = 0; i < RuleCases.All.Count; i++)
            {
                var one = RuleCases.All[i];
                var inputs = new[] { ("good", one.Good), ("bad", one.Bad), ("undecided", one.Undecided) };
                foreach (var (kind, input) in inputs.Where(pair => pair.Item2 is not null))
                {
                    foreach (var (way, spoil) in s_ways)
                    {
                        yield return ($"{i} {one.Type} {kind}, {way}", [Policy(one.Rule + ", waivable: true")], spoil(input!));
                    }

                    yield return ($"{i} {one.Type} {kind}, packs", packs, input!);
                }
            }

            // A manifest without a model or a tool is none that is read; what rules would say of it is not evaluated here.
            foreach (var (i, (rule, input)) in MoreCases.All.Index().Where(one => GateInput.Read(one.Item.Input.ToBytes()).IsValid))
            {
                yield return ($"more {i}", [Policy(rule)], input);
            }

            foreach (var (i, (bound, reads, input)) in MoreCases.OfTwo.Index())
            {
                yield return ($"two {i}", [Policy(bound, name: "binding"), Policy(reads)], input);
            }
        }
    }

    private static GateInput Evidence(GateInput input, Func<GateEvidence, GateEvidence> spoil) =>
        input with
        {
            Evidence = [.. input.Evidence.Select(spoil)],
        };
}
