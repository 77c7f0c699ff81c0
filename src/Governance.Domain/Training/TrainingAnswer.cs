using Governance.Domain.Approvals;
using Governance.Domain.Audit;

namespace Governance.Domain.Training;

/// <summary>What one of those asked answered to a request to train: an electronic signature with a fresh proof of identity.</summary>
public sealed class TrainingAnswer : IAudited
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReason = 2_000;

    private TrainingAnswer() { }

    /// <summary>The request.</summary>
    public TrainingPermitId Permit { get; private init; }

    /// <summary>The slot: whose answer it is. Each is answered once.</summary>
    public string Slot { get; private init; } = "";

    /// <summary>The model.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Whether the data may be trained on.</summary>
    public bool Allows { get; private init; }

    /// <summary>Why.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>Who answered, and how we know.</summary>
    public Attestation Attestation { get; private init; } = null!;

    /// <inheritdoc/>
    public string AuditSubject => Permit.ToString();

    /// <summary>Answers a request.</summary>
    /// <param name="permit">The request.</param>
    /// <param name="before">Answers it has.</param>
    /// <param name="answer">Whether the data may be trained on, and why.</param>
    /// <param name="person">Who answers.</param>
    /// <param name="proof">How they proved who they are.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<TrainingAnswer> Give(
        TrainingPermit permit,
        IReadOnlyCollection<TrainingAnswer> before,
        (bool Allows, string? Reason) answer,
        Signer person,
        SigningProof proof,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(permit);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(person);
        var slot = permit.SlotFor(person.Id, person.RoleInForce);
        if (slot.Refusal is { } refusal)
        {
            return refusal;
        }

        if (permit.State is not TrainingState.Waiting || before.Any(a => a.Slot == slot.Value))
        {
            return TrainingRefusals.Answered(permit.Id);
        }

        if (before.Any(a => a.Attestation.Person == person.Id))
        {
            return TrainingRefusals.OnePersonOneSlot;
        }

        return string.IsNullOrWhiteSpace(answer.Reason) || answer.Reason.Trim().Length > MaxReason
            ? TrainingRefusals.ReasonMissing
            : new TrainingAnswer
            {
                Permit = permit.Id,
                Slot = slot.Value,
                Model = permit.Model,
                Allows = answer.Allows,
                Reason = SaltedText.Of(answer.Reason.Trim()),
                Attestation = Attestation.Of(person, proof, now),
            };
    }
}
