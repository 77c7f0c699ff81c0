using System.Text.Json.Serialization;
using Governance.Domain.Identity;

namespace Governance.Domain.Approvals;

/// <summary>
/// What someone did to a version that bars them from approving it. The makers come first, then those who opened its gate.
/// </summary>
public enum PartyPart
{
    /// <summary>Registered the version.</summary>
    RegisteredVersion,

    /// <summary>Stored its artifact.</summary>
    StoredArtifact,

    /// <summary>Stored a signature of its artifact.</summary>
    StoredSignature,

    /// <summary>Added evidence that the bundle names.</summary>
    AddedEvidence,

    /// <summary>Wrote or submitted a card that the bundle names.</summary>
    WroteCard,

    /// <summary>Laid down the way back from one of its deployments.</summary>
    LaidRollbackPlan,

    /// <summary>Granted a waiver that serves it.</summary>
    GrantedWaiver,

    /// <summary>Withdrew evidence of it.</summary>
    WithdrewEvidence,

    /// <summary>Asked for a lower risk class, or confirmed it, and no one else has signed a request since.</summary>
    LoweredRiskClass,

    /// <summary>
    /// By another act of the second line, changed what the gate of the model asks for or reads, and no one else has signed a request since.
    /// </summary>
    LoosenedGate,
}

/// <summary>A person who had a hand in what is to be approved.</summary>
/// <param name="Person">Who: the person, or someone behind the key that did it.</param>
/// <param name="Part">What they did.</param>
/// <param name="Of">What they did it to, by its readable id.</param>
/// <param name="ByHand">True when they did it themselves, and not a key.</param>
public sealed record PromotionParty(UserId Person, PartyPart Part, string Of, bool ByHand)
{
    /// <summary>True for who made something of it, false for who opened its gate.</summary>
    [JsonIgnore]
    public bool IsMaker =>
        Part is not (PartyPart.GrantedWaiver or PartyPart.WithdrewEvidence or PartyPart.LoweredRiskClass or PartyPart.LoosenedGate);
}
