using Governance.Domain.Approvals;
using Governance.Domain.Audit;

namespace Governance.Domain.Experiments;

/// <summary>What a person decided of an experiment: an electronic signature with a fresh proof of identity.</summary>
public sealed class ExperimentDecision : IAudited
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReason = 2_000;

    private ExperimentDecision() { }

    /// <summary>The experiment.</summary>
    public ExperimentId Experiment { get; private init; }

    /// <summary>What was decided. Each is decided once.</summary>
    public ExperimentStep Step { get; private init; }

    /// <summary>The model.</summary>
    public string Model { get; private init; } = "";

    /// <summary>How: <c>approve</c> or <c>refuse</c>, <c>rolled-back</c>, <c>ship</c> or <c>keep-champion</c>.</summary>
    public string Outcome { get; private init; } = "";

    /// <summary>Why.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>Who decided, and how we know.</summary>
    public Attestation Attestation { get; private init; } = null!;

    /// <inheritdoc/>
    public string AuditSubject => Experiment.ToString();

    /// <summary>Decides.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="step">What is decided.</param>
    /// <param name="outcome">How.</param>
    /// <param name="reason">Why.</param>
    /// <param name="person">Who decides.</param>
    /// <param name="parties">Who had a hand in what is decided.</param>
    /// <param name="proof">How they proved who they are.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<ExperimentDecision> Give(
        Experiment experiment,
        ExperimentStep step,
        string outcome,
        string? reason,
        Signer person,
        ExperimentParties parties,
        SigningProof proof,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(person);
        // Whoever may roll back may end harm, the planners too; they decide nothing by it.
        return step is not ExperimentStep.RollBack && experiment.RefusesDecider(person.Id, parties) is { } refusal ? refusal
            : step is ExperimentStep.Conclusion && experiment.RefusesConcluder(person.RoleInForce, parties) is { } theirs ? theirs
            : string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > MaxReason ? ExperimentRefusals.ReasonMissing
            : new ExperimentDecision
            {
                Experiment = experiment.Id,
                Step = step,
                Model = experiment.Model,
                Outcome = outcome,
                Reason = SaltedText.Of(reason.Trim()),
                Attestation = Attestation.Of(person, proof, now),
            };
    }
}
