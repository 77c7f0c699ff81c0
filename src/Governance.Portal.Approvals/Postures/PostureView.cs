using System.Text.Json.Serialization;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Findings;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Postures;

/// <summary>The posture of a deployment.</summary>
public sealed record PostureView
{
    public required PostureId Id { get; init; }

    public required string Model { get; init; }

    public required string Version { get; init; }

    public required string Environment { get; init; }

    /// <summary>The stage whose policies the deployment is evaluated against: production wherever it decides for people.</summary>
    public required Stage Stage { get; init; }

    /// <summary>The experiment that the deployment is for; absent if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExperimentId? Experiment { get; init; }

    /// <summary>The deployment; null if only the version's decisions show that it runs.</summary>
    public required DeploymentId? Deployment { get; init; }

    public required PostureState State { get; init; }

    /// <summary>When this posture began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When exactly these rules began to fail.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it ended; null for the current posture.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>When the first grace period ends; null if there is none.</summary>
    public required DateTimeOffset? GraceUntil { get; init; }

    /// <summary>When permits stop being issued for the version; null if they do not.</summary>
    public required DateTimeOffset? PermitsEndAt { get; init; }

    /// <summary>The failing rules, those that block first.</summary>
    public required IReadOnlyList<FailingRule> Failing { get; init; }

    internal static PostureView Of(Posture posture) =>
        new()
        {
            Id = posture.Id,
            Model = posture.Model,
            Version = posture.Version,
            Environment = posture.Environment,
            Stage = posture.Stage ?? Stage.Production,
            Experiment = posture.Experiment,
            Deployment = posture.Deployment,
            State = posture.State,
            Since = posture.Since,
            From = posture.From,
            Until = posture.Until,
            GraceUntil = posture.GraceUntil,
            PermitsEndAt = posture.PermitsEndAt,
            Failing =
            [
                .. posture
                    .Findings.OrderBy(f => f.Number)
                    .Select(f =>
                        FailingRule.Of(f.AsFault()) with
                        {
                            Since = f.Since,
                            GraceUntil = f.GraceUntil,
                            LacksReview = f.AsksReview && f.EndsPermits,
                        }
                    ),
            ],
        };
}

/// <summary>A rule that a deployment does not meet.</summary>
/// <param name="Policy">Its policy; <c>baseline</c> for what the portal itself asks.</param>
/// <param name="Rule">Its id, or the code of a refusal such as <c>incident.holds</c>.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Message">What was found when it began to fail, and what to do.</param>
/// <param name="Expected">What it asks for.</param>
/// <param name="Actual">What was found.</param>
public sealed record FailingRule(string Policy, string Rule, string Severity, string Message, string? Expected, string? Actual)
{
    /// <summary>True when it puts the deployment out of policy.</summary>
    public bool Blocks { get; init; }

    /// <summary>The message as codes and values; null where the English alone was kept.</summary>
    public IReadOnlyList<StatementView>? Found { get; init; }

    /// <summary>What it asks for as codes and values; null where the English alone was kept.</summary>
    public IReadOnlyList<StatementView>? Asked { get; init; }

    /// <summary>What was found as codes and values; null where the English alone was kept.</summary>
    public IReadOnlyList<StatementView>? Seen { get; init; }

    /// <summary>What was found and what to do, for people.</summary>
    [JsonIgnore]
    public FindingText Text { get; private init; } = new(null, Message);

    /// <summary>What the rule is about; null where its id alone is known.</summary>
    [JsonIgnore]
    public Wording? Name { get; private init; }

    /// <summary>True where a measured window drifts more than it allows.</summary>
    internal bool IsOfDrift { get; private init; }

    /// <summary>Since when it fails.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Until when it may be put right; null where its policy lets nothing follow.</summary>
    public DateTimeOffset? GraceUntil { get; init; }

    /// <summary>True when its policy requires a review, and none since it began to fail has kept the version.</summary>
    public bool LacksReview { get; init; }

    internal static FailingRule Of(PostureFault fault)
    {
        var statements = RuleStatements.Read(fault.Statements);
        return new(fault.Policy, fault.Rule, fault.Severity, fault.Message, fault.Expected, fault.Actual)
        {
            Blocks = fault.Blocks,
            Found = StatementView.Of(statements?.Found),
            Asked = StatementView.Of(statements?.Asked),
            Seen = StatementView.Of(statements?.Seen),
            Text = new(statements?.Found, fault.Message),
            Name = RuleNames.Of(fault.Rule, fault.Statements),
            IsOfDrift = FindingText.IsOfDrift(statements?.Found, statements?.Seen),
        };
    }
}
