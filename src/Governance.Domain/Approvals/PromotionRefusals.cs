using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Approvals;

/// <summary>Why a promotion, or a signature on one, was refused.</summary>
public static class PromotionRefusals
{
    /// <summary>No such promotion.</summary>
    public static Refusal NotFound { get; } = new("promotion.not-found", $"There is no promotion with this ID.", RefusalKind.NotFound);

    /// <summary>The requester signs nothing.</summary>
    public static Refusal RequesterCannotSign { get; } =
        new(
            "promotion.requester-cannot-sign",
            $"You requested this promotion, yourself or through a key you own or created, so someone else has to sign it.",
            RefusalKind.Forbidden
        );

    /// <summary>Who made it does not approve it.</summary>
    public static Refusal MakerCannotSign { get; } =
        new(
            "promotion.maker-cannot-sign",
            $"You contributed to what needs approval: the version, its artifact, evidence, a card, a signature "
                + $"or a rollback plan, yourself or through a key you own or created. Someone else has to sign it.",
            RefusalKind.Forbidden
        );

    /// <summary>Who opened the gate does not go through it.</summary>
    public static Refusal OpenerCannotSign { get; } =
        new(
            "promotion.opener-cannot-sign",
            $"You granted a waiver for this version, withdrew evidence for it, lowered the risk class it is assessed by, or changed what "
                + $"its gate requires or reads. Someone else has to sign it.",
            RefusalKind.Forbidden
        );

    /// <summary>Who opened the gate does not ask for the promotion either.</summary>
    public static Refusal OpenerCannotRequest { get; } =
        new(
            "promotion.opener-cannot-request",
            $"You granted a waiver for this version, withdrew evidence for it, lowered the risk class it is assessed by, or changed what "
                + $"its gate requires or reads, yourself or through a key you own or created. Someone else has to request this promotion.",
            RefusalKind.Forbidden
        );

    /// <summary>The requester opened the gate after asking.</summary>
    public static Refusal RequesterOpened { get; } =
        new(
            "promotion.requester-opened",
            $"Someone who requested this promotion also granted a waiver for the version, withdrew evidence for it, lowered its risk "
                + $"class, or changed what its gate requires or reads. This request cannot be approved. Someone else has to request the "
                + $"promotion again.",
            RefusalKind.Conflict
        );

    /// <summary>Delegation makes two people one: with a maker, or with someone who opened the gate.</summary>
    public static Refusal PartyThroughDelegation { get; } =
        new(
            "promotion.party-delegates",
            $"You sign for someone who contributed to this version or unblocked its gate, or a delegation is in force between you and "
                + $"such a person. Someone else has to sign it.",
            RefusalKind.Forbidden
        );

    /// <summary>No one answers for the key.</summary>
    public static Refusal NobodyBehind { get; } =
        new(
            "promotion.nobody-behind",
            $"This key has no owner, so no one is accountable for its requests. Use a key with an owner: on the host, create one with "
                + $"--owner and the e-mail address of the accountable person.",
            RefusalKind.Forbidden
        );

    /// <summary>One person, one slot.</summary>
    public static Refusal OnePersonOneSlot { get; } =
        new(
            "promotion.one-person-one-slot",
            $"You have already signed another slot of this promotion. A person can sign only one.",
            RefusalKind.Forbidden
        );

    /// <summary>Delegation makes two people one: with a requester.</summary>
    public static Refusal RequesterThroughDelegation { get; } =
        new(
            "promotion.requester-delegates",
            $"A delegation that is in force or was used here links you, or the person you sign for, to someone who requested this "
                + $"promotion. Someone else has to sign it.",
            RefusalKind.Forbidden
        );

    /// <summary>Delegation makes two people one: with another signer.</summary>
    public static Refusal OneSlotThroughDelegation { get; } =
        new(
            "promotion.delegate-has-signed",
            $"Another slot was signed by someone who has delegated to you, or you to them. The two of you are treated as one person "
                + $"here, and one person can sign at most one slot.",
            RefusalKind.Forbidden
        );

    /// <summary>A person who opened an account does not approve together with its owner.</summary>
    public static Refusal AccessByOneHand { get; } =
        new(
            "promotion.access-by-one-hand",
            $"You gave another person involved here their account, role or sign-in link, or they gave you yours, "
                + $"so the two of you cannot both take part in this decision. "
                + $"Someone else has to sign, or another administrator has to grant that access again.",
            RefusalKind.Forbidden
        );

    /// <summary>The owner slot is the owner's.</summary>
    public static Refusal NotTheOwner { get; } =
        new(
            "promotion.not-the-owner",
            $"This slot belongs to the owner of the model or a deputy, and you are neither.",
            RefusalKind.Forbidden
        );

    /// <summary>The bundle is another now.</summary>
    public static Refusal BundleChanged { get; } =
        new(
            "promotion.bundle-changed",
            $"This request changed after it was shown to you. Your signature was not recorded. Review the changes.",
            RefusalKind.Conflict
        );

    /// <summary>The gate blocks.</summary>
    public static Refusal GateBlocks { get; } =
        new(
            "promotion.gate-blocks",
            $"A gate blocks this promotion, so it cannot be approved. Changes can be requested, or it can be rejected.",
            RefusalKind.Conflict
        );

    /// <summary>Its time is over.</summary>
    public static Refusal Expired { get; } =
        new("promotion.expired", $"This promotion has expired. Request it again.", RefusalKind.Conflict);

    /// <summary>No reason given.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("promotion.reason-missing", "reason", $"Give a reason that others will understand later.");

    /// <summary>No comment text.</summary>
    public static Refusal CommentEmpty { get; } = Refusal.Field("promotion.comment-empty", "text", $"Write something before posting.");

    /// <summary>Only the requester withdraws.</summary>
    public static Refusal OnlyTheRequesterWithdraws { get; } =
        new(
            "promotion.only-the-requester-withdraws",
            $"Only the person who requested this promotion can withdraw it.",
            RefusalKind.Forbidden
        );

    /// <summary>No such sign-off here.</summary>
    public static Refusal SignOffNotFound { get; } =
        new("signoff.not-found", $"This promotion has no sign-off with this ID.", RefusalKind.NotFound);

    /// <summary>Another person signed it.</summary>
    public static Refusal NotYourSignature { get; } =
        new("signoff.not-yours", $"Only the signer, or the person they signed for, can revoke a signature.", RefusalKind.Forbidden);

    /// <summary>It does not count any more.</summary>
    public static Refusal SignOffNotLive { get; } =
        new("signoff.not-live", $"This signature is already void or revoked.", RefusalKind.Conflict);

    /// <summary>Another writer was faster, three times.</summary>
    public static Refusal Busy { get; } =
        new(
            "promotion.busy",
            $"Someone else changed this promotion at the same time. Nothing was recorded. Try again.",
            RefusalKind.Conflict
        )
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    /// <summary>The statement that the passkey signed is not the one that would be stored now.</summary>
    public static Refusal StatementChanged { get; } =
        new(
            "signoff.statement-changed",
            $"This request, or your text, changed after your passkey prompt. Your signature was not recorded. Review it and sign again.",
            RefusalKind.Conflict
        );

    /// <summary>The seal cannot be used.</summary>
    public static Refusal SealUnavailable { get; } =
        new(
            "signoff.seal-unavailable",
            $"The organisation's seal cannot be used now, so nothing can be signed. An administrator can find the "
                + $"reason in the server's log.",
            RefusalKind.Unavailable
        );

    /// <summary>Nothing to sign with.</summary>
    public static Refusal NoPasskey { get; } =
        new(
            "signoff.no-passkey",
            $"Your account has no passkey. Add one under Security, or sign with your password.",
            RefusalKind.Conflict
        );

    /// <summary>There is no signed statement.</summary>
    public static Refusal StatementMissing { get; } =
        new("signoff.statement-missing", $"No such document is stored with this sign-off.", RefusalKind.NotFound);

    /// <summary>The accounts that signed were opened by fewer people than there are signatures.</summary>
    public static Refusal TooFewHands { get; } =
        new(
            "promotion.too-few-hands",
            $"Your account and those of the other signers were opened and confirmed by fewer people than there are signatures. Someone "
                + $"whose access came from other people must sign: have that signer's account opened and confirmed by a further person, "
                + $"or confirm it on the host with admin confirm-access.",
            RefusalKind.Forbidden
        );

    /// <summary>The signer's access was opened within a day, and no second person vouches for it.</summary>
    public static Refusal SoonAfterReset { get; } =
        new(
            "signoff.soon-after-reset",
            $"Your access was reset recently and no second person has confirmed it. You can decide 24 hours after the reset or after the "
                + $"period set by the policy, or as soon as a second person confirms your access.",
            RefusalKind.Forbidden
        );

    /// <summary>Re-authentication is missing, used, too old, of another session or bound to something else.</summary>
    public static Refusal ProofNotValid { get; } =
        new(
            "signoff.proof-not-valid",
            $"Confirm your identity again: the confirmation is missing, has already been used, is older than five minutes, or belongs "
                + $"to another session or decision.",
            RefusalKind.Unauthenticated
        );

    /// <summary>It is closed or decided.</summary>
    public static Refusal Closed(PromotionState state) =>
        new("promotion.closed", $"This promotion is {Sentence.Word(state)}, so it cannot be changed or signed.", RefusalKind.Conflict);

    /// <summary>It is not approved.</summary>
    public static Refusal NotApproved(PromotionState state) =>
        new(
            "promotion.not-approved",
            $"This promotion is {Sentence.Word(state)}, not approved, so the version cannot be deployed.",
            RefusalKind.Conflict
        );

    /// <summary>The slot is not one of those asked for.</summary>
    public static Refusal SlotNotAsked(SignOffRole role) =>
        new(
            "promotion.slot-not-asked",
            $"This promotion does not need a sign-off in the slot {Sentence.Ours(SignOffMeaning.Slot(role))}.",
            RefusalKind.Conflict
        );

    /// <summary>The slot holds a live decision.</summary>
    public static Refusal SlotTaken(SignOffRole role) =>
        new(
            "promotion.slot-taken",
            $"The slot {Sentence.Ours(SignOffMeaning.Slot(role))} already has a decision. Its signer can revoke it first.",
            RefusalKind.Conflict
        );

    /// <summary>The role in force does not sign this slot.</summary>
    public static Refusal RoleNotInForce(SignOffRole role) =>
        new(
            "promotion.role-not-in-force",
            $"Only someone working in the role {Sentence.Ours(Roles.Title(RoleFor(role)))} can sign this slot.",
            RefusalKind.Forbidden
        );

    /// <summary>Words are asked for.</summary>
    public static Refusal WordsMissing(string field) =>
        Refusal.Field(
            "signoff.words-missing",
            field,
            field == "condition" ? (Sentence)$"State the condition in words." : $"Say why, so that the requester can act on it."
        );

    /// <summary>One at a time.</summary>
    public static Refusal AlreadyOpen(PromotionId id) =>
        new(
            "promotion.already-open",
            $"{id} is open for the same version and stage. Work on that one, or withdraw it first.",
            RefusalKind.Conflict
        );

    /// <summary>Approved and not yet used.</summary>
    public static Refusal AlreadyApproved(PromotionId id) =>
        new(
            "promotion.already-approved",
            $"{id} is already approved for the same version and stage. Deploy the version.",
            RefusalKind.Conflict
        );

    /// <summary>No such stage to promote to.</summary>
    public static Refusal StageUnknown { get; } =
        Refusal.Field("promotion.stage-unknown", "to", $"The target stage must be staging, production or retired.");

    /// <summary>No such slot.</summary>
    public static Refusal RoleUnknown { get; } =
        Refusal.Field("signoff.role-unknown", "role", $"The slot must be security, legal or owner.");

    /// <summary>No such decision.</summary>
    public static Refusal DecisionUnknown { get; } =
        Refusal.Field(
            "signoff.decision-unknown",
            "decision",
            $"The decision must be approve, approve-with-condition, reject or request-changes."
        );

    /// <summary>No way from here to there.</summary>
    public static Refusal StageNotReachable(Stage from, Stage to) =>
        Refusal.Field(
            "promotion.stage-not-reachable",
            "to",
            $"A version in the stage {Sentence.Word(from)} cannot be promoted to the stage {Sentence.Word(to)}."
        );

    /// <summary>The role id that signs a slot.</summary>
    public static string RoleFor(SignOffRole role) =>
        role switch
        {
            SignOffRole.Security => Roles.SecurityReviewer,
            SignOffRole.Legal => Roles.LegalReviewer,
            SignOffRole.Owner => Roles.ModelOwner,
        };
}
