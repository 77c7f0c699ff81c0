using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Transparency;

namespace Governance.Domain.Models;

/// <summary>What people say about the way back from a deployment.</summary>
/// <param name="Target">The version to go back to; null where there is none, or where it follows from the deployment.</param>
/// <param name="Steps">What is done, in order.</param>
/// <param name="Responsible">Who does it: a person or a team on call.</param>
/// <param name="ExpectedMinutes">How long it takes.</param>
/// <param name="WhyNone">Why no rollback is possible; null where one is.</param>
public sealed record RollbackPlanFacts(
    string? Target,
    IReadOnlyList<string> Steps,
    string? Responsible,
    int? ExpectedMinutes,
    string? WhyNone
)
{
    /// <summary>Most steps.</summary>
    public const int MaxSteps = 30;

    /// <summary>Longest step, in characters.</summary>
    public const int MaxStep = 500;

    /// <summary>Longest name of who does it, in characters.</summary>
    public const int MaxResponsible = 200;

    /// <summary>Longest reason why there is none, in characters.</summary>
    public const int MaxWhyNone = 2_000;

    /// <summary>Longest time: a week.</summary>
    public const int MaxMinutes = 7 * 24 * 60;

    /// <summary>What is wrong with it, by field. Nothing: it can be recorded.</summary>
    public IEnumerable<(string Field, Sentence Message)> Faults()
    {
        if (WhyNone is not null)
        {
            if (Target is not null || Steps.Count > 0 || ExpectedMinutes is not null)
            {
                yield return (
                    "whyNone",
                    $"Either no rollback is possible, or there is a plan with target, steps and time. Leave one of the two out."
                );
            }

            yield break;
        }

        if (Steps.Count is 0 or > MaxSteps)
        {
            yield return ("steps", $"Write 1 to {MaxSteps} steps, or say in whyNone why no rollback is possible.");
        }

        if (Responsible is null)
        {
            yield return ("responsible", $"Name who rolls back: a person, or the team on call.");
        }

        if (ExpectedMinutes is not (>= 1 and <= MaxMinutes))
        {
            yield return ("expectedMinutes", $"Say how many minutes the rollback takes, from 1 to {MaxMinutes}.");
        }
    }
}

/// <summary>
/// The way back from a deployment, as it was laid down at an instant. Never changed: a new plan takes the place of the one before, which
/// stays on record.
/// </summary>
public sealed class RollbackPlan : IAudited
{
    private List<string> _steps = [];

    private RollbackPlan() { }

    /// <summary>The deployment it is the way back from.</summary>
    public DeploymentId Deployment { get; private init; }

    /// <summary>Its number within the deployment, from 1 up; the highest is in force.</summary>
    public int Number { get; private init; }

    /// <summary>The version to go back to; null where no rollback is possible.</summary>
    public string? Target { get; private init; }

    /// <summary>What is done, in order.</summary>
    public IReadOnlyList<string> Steps => _steps;

    /// <summary>Who does it.</summary>
    public string? Responsible { get; private init; }

    /// <summary>How long it takes, in minutes.</summary>
    public int? ExpectedMinutes { get; private init; }

    /// <summary>Why no rollback is possible; null where one is.</summary>
    public string? WhyNone { get; private init; }

    /// <summary>When it was laid down.</summary>
    public DateTimeOffset RecordedAt { get; private init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string RecordedBy { get; private init; } = "";

    /// <summary>Their printed name.</summary>
    public string RecordedByName { get; private init; } = "";

    /// <summary>Random bytes under the digest, so that a name in it cannot be guessed from the log.</summary>
    public byte[] Salt { get; private init; } = [];

    /// <summary>Its salted digest, as the log has it.</summary>
    public string Sha256 { get; private set; } = "";

    /// <inheritdoc/>
    public string AuditSubject => Deployment.ToString();

    /// <summary>Lays a plan down.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="number">Its number: one more than the plan before.</param>
    /// <param name="facts">What it says, without faults, its target found.</param>
    /// <param name="by">Who, as the log writes an actor.</param>
    /// <param name="byName">Their printed name.</param>
    /// <param name="now">When.</param>
    public static RollbackPlan Of(
        DeploymentId deployment,
        int number,
        RollbackPlanFacts facts,
        string by,
        string byName,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Faults().Any() || (facts.WhyNone is null && facts.Target is null))
        {
            throw new ArgumentException("A plan with faults must be refused before this.", nameof(facts));
        }

        var plan = new RollbackPlan
        {
            Deployment = deployment,
            Number = number,
            Target = facts.Target,
            _steps = [.. facts.Steps],
            Responsible = facts.Responsible,
            ExpectedMinutes = facts.ExpectedMinutes,
            WhyNone = facts.WhyNone,
            RecordedAt = now,
            RecordedBy = by,
            RecordedByName = byName,
            Salt = SaltedText.NewSalt(),
        };
        plan.Sha256 = plan.Digest();
        return plan;
    }

    /// <summary>
    /// The digest of what it says now; another than <see cref="Sha256"/> when someone changed it behind the portal's back.
    /// </summary>
    public string Digest() =>
        SaltedText
            .Of(
                System.Text.Encoding.UTF8.GetString(
                    CanonicalJson.Serialize(
                        new JsonObject
                        {
                            ["schema"] = "governance.rollback-plan/v1",
                            ["deployment"] = Deployment.ToString(),
                            ["number"] = Number,
                            ["target"] = Target,
                            ["steps"] = new JsonArray([.. _steps.Select(s => (JsonNode)s)]),
                            ["responsible"] = Responsible,
                            ["expectedMinutes"] = ExpectedMinutes,
                            ["whyNone"] = WhyNone,
                            ["recordedAt"] = CanonicalJson.Time(RecordedAt),
                            ["recordedBy"] = RecordedBy,
                        }
                    )
                ),
                Salt
            )
            .Sha256;
}
