using Governance.Domain.Identity;

namespace Governance.Domain.Approvals;

/// <summary>Why a delegation was refused.</summary>
public static class DelegationRefusals
{
    /// <summary>No such delegation.</summary>
    public static Refusal NotFound { get; } = new("delegation.not-found", $"There is no delegation with this ID.", RefusalKind.NotFound);

    /// <summary>Neither given nor received.</summary>
    public static Refusal NotYours { get; } =
        new("delegation.not-yours", $"Only the person who gave a delegation, or received it, can end it.", RefusalKind.Forbidden);

    /// <summary>Offered to someone else.</summary>
    public static Refusal NotForYou { get; } =
        new("delegation.not-for-you", $"Only the person a delegation was offered to can accept or decline it.", RefusalKind.Forbidden);

    /// <summary>Accepted already.</summary>
    public static Refusal NotPending { get; } =
        new("delegation.not-pending", $"This delegation has already been accepted. Give it back to end it.", RefusalKind.Conflict);

    /// <summary>Further than the role reaches.</summary>
    public static Refusal OutsideDataScope { get; } =
        Refusal.Field(
            "delegation.beyond-reach",
            "models",
            $"Your role is limited to certain AI systems or business units. Name models within its scope; you cannot delegate for other "
                + $"models.",
            RefusalKind.Forbidden
        );

    /// <summary>Over already.</summary>
    public static Refusal Ended { get; } = new("delegation.ended", $"This delegation has already ended.", RefusalKind.Conflict);

    /// <summary>Named at signing, but not usable.</summary>
    public static Refusal NotInForce { get; } =
        new(
            "delegation.not-in-force",
            $"This delegation is not yours, was not accepted, is for another slot or model, has ended, or the person who gave "
                + $"it no longer holds the role. Nothing was signed.",
            RefusalKind.Forbidden
        );

    /// <summary>The author of a version does not sign it for someone else.</summary>
    public static Refusal ToTheAuthor { get; } =
        new(
            "delegation.to-the-author",
            $"You registered this version, so you cannot sign it on someone else's behalf. They, or another person, have to sign.",
            RefusalKind.Forbidden
        );

    /// <summary>To oneself.</summary>
    public static Refusal ToYourself { get; } = Refusal.Field("delegation.to-yourself", "to", $"Name someone else.");

    /// <summary>No usable account.</summary>
    public static Refusal PersonUnknown { get; } =
        Refusal.Field("delegation.person-unknown", "to", $"Enter the e-mail address of an active account whose role can read approvals.");

    /// <summary>No such slot.</summary>
    public static Refusal SlotUnknown { get; } =
        Refusal.Field("delegation.slot-unknown", "slot", $"The slot must be security, legal or owner.");

    /// <summary>No such model.</summary>
    public static Refusal ModelUnknown { get; } =
        Refusal.Field("delegation.model-unknown", "models", $"Name registered models. To delegate for all models, name none.");

    /// <summary>Too many models.</summary>
    public static Refusal TooManyModels { get; } =
        Refusal.Field(
            "delegation.too-many-models",
            "models",
            $"Name at most {Delegation.MaxModels} models. To delegate for all models, name none."
        );

    /// <summary>No end, or too late.</summary>
    public static Refusal PeriodNotBounded { get; } =
        Refusal.Field(
            "delegation.period-not-bounded",
            "until",
            $"The end must be after the beginning, at most {Delegation.MaxDays} days later."
        );

    /// <summary>Too far ahead.</summary>
    public static Refusal TooFarAhead { get; } =
        Refusal.Field("delegation.too-far-ahead", "from", $"A delegation must begin within {Delegation.MaxDaysAhead} days.");

    /// <summary>No reason given.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("delegation.reason-missing", "reason", $"Give a reason that others will understand later.");

    /// <summary>Not theirs to hand over.</summary>
    public static Refusal NotYourSlot(SignOffRole slot) =>
        new(
            "delegation.not-your-slot",
            $"Only someone working in the role {Sentence.Ours(Roles.Title(PromotionRefusals.RoleFor(slot)))} can delegate this slot. "
                + $"What was delegated to you cannot be passed on.",
            RefusalKind.Forbidden
        );
}
