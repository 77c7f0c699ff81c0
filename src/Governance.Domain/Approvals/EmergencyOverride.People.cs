using Governance.Domain.Identity;

namespace Governance.Domain.Approvals;

/// <content>Who asks for an override, confirms and reviews it.</content>
public sealed partial class EmergencyOverride
{
    /// <summary>Whether a person may ask for an override of the request, as far as it goes by who they are.</summary>
    /// <param name="promotion">The request.</param>
    /// <param name="person">Who, with who counts as one with them.</param>
    public static bool MayBeRequestedBy(Promotion promotion, Signer person)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(person);
        return RefusesPerson(promotion, person) is null;
    }

    /// <summary>Whether the second word waits for this person: by the rules by which <see cref="Confirm"/> takes it.</summary>
    /// <param name="promotion">Its promotion.</param>
    /// <param name="person">Who, with who counts as one with them.</param>
    public bool IsAskedOf(Promotion promotion, Signer person)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(person);
        return State is OverrideState.Requested && RefusesSecond(promotion, person) is null;
    }

    /// <summary>Whether its review waits for this person: by the rules by which <see cref="Close"/> takes it.</summary>
    /// <param name="promotion">Its promotion.</param>
    /// <param name="reviewer">Who, with who counts as one with them.</param>
    public bool IsReviewAskedOf(Promotion promotion, Signer reviewer)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(reviewer);
        return GrantedAt is not null && ReviewedAt is null && RefusesReviewer(promotion, reviewer) is null;
    }

    private Refusal? RefusesReviewer(Promotion promotion, Signer reviewer)
    {
        var confirmed = _confirmations.Select(c => c.Attestation.Person).ToList();
        if (confirmed.Contains(reviewer.Id))
        {
            return OverrideRefusals.OwnReview;
        }

        return
            confirmed.Concat(promotion.Requesters).Any(p => reviewer.Separation.AreSamePerson(reviewer.Id, p, promotion))
            || confirmed.Exists(p => reviewer.Separation.GaveAccess(reviewer.Id, p))
            ? OverrideRefusals.ReviewByParty
            : null;
    }

    // Someone else, in the other role, with access that neither gave the other.
    private Refusal? RefusesSecond(Promotion promotion, Signer person)
    {
        if (RefusesPerson(promotion, person) is { } forbidden)
        {
            return forbidden;
        }

        var (first, apart) = (_confirmations[0].Attestation, person.Separation);
        if (person.RoleInForce == first.Function || apart.AreSamePerson(person.Id, first.Person, promotion))
        {
            return OverrideRefusals.TwoPeople;
        }

        if (apart.GaveAccess(person.Id, first.Person))
        {
            return PromotionRefusals.AccessByOneHand;
        }

        return apart.Hands.Suffice([
            [first.Person],
            [person.Id],
        ])
            ? null
            : PromotionRefusals.TooFewHands;
    }

    private static Refusal? RefusesPerson(Promotion promotion, Signer signer)
    {
        if (signer.RoleInForce is not (Roles.RiskOfficer or Roles.SecurityReviewer))
        {
            return OverrideRefusals.TwoPeople;
        }

        if (promotion.Requesters.Any(r => signer.Separation.AreSamePerson(signer.Id, r, promotion)))
        {
            return OverrideRefusals.RequesterCannotConfirm;
        }

        if (promotion.RequestingPerson is { } requester && signer.Separation.GaveAccess(signer.Id, requester))
        {
            return PromotionRefusals.AccessByOneHand;
        }

        return promotion.RefusesParty(signer) switch
        {
            null => null,
            var byAccess when byAccess.Code == PromotionRefusals.AccessByOneHand.Code => byAccess,
            _ => OverrideRefusals.PartyCannotConfirm,
        };
    }
}
