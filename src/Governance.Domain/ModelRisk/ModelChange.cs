using Governance.Domain.Approvals;
using Governance.Domain.Audit;

namespace Governance.Domain.ModelRisk;

/// <summary>
/// Whether a version is a material change of what is in production: decided and signed once, a changed mind is a further decision, and the
/// newest counts (SR 11-7, section V).
/// </summary>
public sealed class ModelChange : IAudited
{
    private ModelChange() { }

    /// <summary>The readable id.</summary>
    public ModelChangeId Id { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version.</summary>
    public string Version { get; private init; } = "";

    /// <summary>The version in production that it is compared with; null where none runs.</summary>
    public string? Against { get; private init; }

    /// <summary>True for a material change.</summary>
    public bool IsMaterial { get; private init; }

    /// <summary>Why.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>Who signed it, and how we know.</summary>
    public Attestation Attestation { get; private init; } = null!;

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Signs a decision.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="version">Model and version.</param>
    /// <param name="against">The version in production; null where none runs.</param>
    /// <param name="material">True for a material change; null where nothing was chosen.</param>
    /// <param name="reason">Why.</param>
    /// <param name="person">Who signs.</param>
    /// <param name="proof">How they proved who they are.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<ModelChange> Sign(
        ModelChangeId id,
        (string Model, string Version) version,
        string? against,
        bool? material,
        string? reason,
        Signer person,
        SigningProof proof,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(proof);
        if (against == version.Version)
        {
            return ModelChangeRefusals.InProduction;
        }

        if (material is not { } isMaterial)
        {
            return ModelChangeRefusals.NotChosen;
        }

        return ModelRiskWords.Refuses(reason, ModelChangeRefusals.ReasonMissing) is { } missing
            ? missing
            : new ModelChange
            {
                Id = id,
                Model = version.Model,
                Version = version.Version,
                Against = against,
                IsMaterial = isMaterial,
                Reason = SaltedText.Of(reason!.Trim()),
                Attestation = Attestation.Of(person, proof, now),
            };
    }
}

/// <summary>Refusals about material changes.</summary>
public static class ModelChangeRefusals
{
    /// <summary>It runs already.</summary>
    public static Refusal InProduction { get; } =
        new("model-change.in-production", $"This version is the one in production, so there is no change to assess.", RefusalKind.Conflict);

    /// <summary>Nothing was chosen.</summary>
    public static Refusal NotChosen { get; } =
        Refusal.Field("model-change.not-chosen", "material", $"State whether the change is material: true or false.");

    /// <summary>No words.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field(
            "model-change.reason-missing",
            "reason",
            $"Describe what changes and why it is material or not, in at most 8,000 characters."
        );
}
