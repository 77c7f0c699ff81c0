using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Approvals;

/// <content>Who may sign, when, and what a signature does.</content>
public sealed partial class Promotion
{
    /// <summary>The person who requested it by hand; null when a key did, or the host.</summary>
    /// <remarks>
    /// Anyone who made or owns a key never signs what it requests, but to have made accounts as well bars no one from being served by a
    /// pipeline.
    /// </remarks>
    public UserId? RequestingPerson =>
        RequestedBy.StartsWith("user:", StringComparison.Ordinal) && DisplayId.TryParse<UserId>(RequestedBy[5..], out var person)
            ? person
            : null;

    /// <summary>Whether this person may decide on this slot at all: the rules about people, asked before those about state.</summary>
    public Refusal? RefusesSigner(Model model, Signer signer, SignOffRole role)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(signer);
        if (
            signer.For is { } delegation
                ? delegation.Slot != role || !delegation.Covers(Model)
                : signer.RoleInForce != PromotionRefusals.RoleFor(role)
        )
        {
            return PromotionRefusals.RoleNotInForce(role);
        }

        if (signer is { For: not null, IsRegistrant: true })
        {
            return DelegationRefusals.ToTheAuthor;
        }

        return RefusesBesideRequesters(signer)
            ?? RefusesParty(signer)
            ?? RefusesBesideSigners(signer, LiveSignOffs.Where(s => s.Role != role))
            ?? (role is SignOffRole.Owner && !model.IsAnsweredForBy(signer.For?.From ?? signer.Id) ? PromotionRefusals.NotTheOwner : null);
    }

    /// <summary>Takes a decision. Order of the checks: people (403), state (409), words (422).</summary>
    public Result<SignOff> Sign(Model model, SignOffId id, SignOffRole role, Signature signature, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (RefusesSigner(model, signature.Signer, role) is { } forbidden)
        {
            return forbidden;
        }

        if (State is PromotionState.Open && ExpiresAt <= now)
        {
            return PromotionRefusals.Expired;
        }

        if (State is not PromotionState.Open)
        {
            return PromotionRefusals.Closed(State);
        }

        if (signature.BundleDigest != BundleDigest)
        {
            return PromotionRefusals.BundleChanged;
        }

        if (!_requiredRoles.Contains(role))
        {
            return PromotionRefusals.SlotNotAsked(role);
        }

        if (LiveSignOffs.Any(s => s.Role == role))
        {
            return PromotionRefusals.SlotTaken(role);
        }

        if (
            signature.Decision is SignOffDecision.Approve or SignOffDecision.ApproveWithCondition
            && (IsRequestedByItsOpener || !GatePasses)
        )
        {
            return IsRequestedByItsOpener ? PromotionRefusals.RequesterOpened : PromotionRefusals.GateBlocks;
        }

        if (RefusesWords(signature) is { } words)
        {
            return words;
        }

        var signOff = SignOff.Make(id, Id, role, signature, now);
        _signOffs.Add(signOff);
        Revision++;
        if (signature.Decision is SignOffDecision.Reject)
        {
            Close(PromotionState.Rejected, now);
        }
        else
        {
            ApproveIfComplete(now);
        }

        return signOff;
    }

    /// <summary>The signer, or the person they signed for, takes a decision back. An approved request is open again.</summary>
    public Result<SignOff> Revoke(SignOffId id, UserId person, string? reason, DateTimeOffset now)
    {
        var signOff = _signOffs.SingleOrDefault(s => s.Id == id);
        if (signOff is null)
        {
            return PromotionRefusals.SignOffNotFound;
        }

        // In whose name it was given may take it back too.
        if (signOff.Attestation.Person != person && signOff.DelegatedFrom != person)
        {
            return PromotionRefusals.NotYourSignature;
        }

        if (!IsLive)
        {
            return PromotionRefusals.Closed(State);
        }

        if (!signOff.Live)
        {
            return PromotionRefusals.SignOffNotLive;
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return PromotionRefusals.ReasonMissing;
        }

        if (reason.Length > SaltedText.MaxLength)
        {
            return SaltedText.TooLong("reason");
        }

        signOff.Revoke(reason.Trim());
        Revision++;
        if (State is PromotionState.Approved)
        {
            Reopen(now);
        }

        return signOff;
    }

    private Refusal? RefusesBesideRequesters(Signer signer)
    {
        if (_requesters.Contains(signer.Id))
        {
            return PromotionRefusals.RequesterCannotSign;
        }

        if (_requesters.Exists(r => signer.Parties.Any(p => signer.Separation.AreSamePerson(p, r, this))))
        {
            return PromotionRefusals.RequesterThroughDelegation;
        }

        return RequestingPerson is { } requester && signer.Parties.Any(p => signer.Separation.GaveAccess(p, requester))
            ? PromotionRefusals.AccessByOneHand
            : null;
    }

    /// <summary>
    /// Whether someone had a hand in what is to be approved, themselves or through someone they act for. What a key did bars those behind
    /// it, not whom they let in.
    /// </summary>
    internal Refusal? RefusesParty(Signer signer)
    {
        var excluded = Excluded.ToList();
        if (excluded.Find(p => p.Person == signer.Id) is { } own)
        {
            return own.IsMaker ? PromotionRefusals.MakerCannotSign : PromotionRefusals.OpenerCannotSign;
        }

        if (excluded.Exists(p => signer.Parties.Any(s => signer.Separation.AreSamePerson(s, p.Person, this))))
        {
            return PromotionRefusals.PartyThroughDelegation;
        }

        return excluded.Exists(p => p.ByHand && signer.Parties.Any(s => signer.Separation.GaveAccess(s, p.Person)))
            ? PromotionRefusals.AccessByOneHand
            : null;
    }

    private Refusal? RefusesBesideSigners(Signer signer, IEnumerable<SignOff> others)
    {
        var taken = others.SelectMany(s => s.Parties).ToList();
        if (taken.Contains(signer.Id))
        {
            return PromotionRefusals.OnePersonOneSlot;
        }

        if (taken.Exists(t => signer.Parties.Any(p => signer.Separation.AreSamePerson(p, t, this))))
        {
            return PromotionRefusals.OneSlotThroughDelegation;
        }

        if (taken.Exists(t => signer.Parties.Any(p => signer.Separation.GaveAccess(p, t))))
        {
            return PromotionRefusals.AccessByOneHand;
        }

        return signer.Separation.Hands.Suffice([.. others.Select(s => s.Parties.ToList()), signer.Parties.ToList()])
            ? null
            : PromotionRefusals.TooFewHands;
    }

    private static Refusal? RefusesWords(Signature signature) => RefusesWords(signature.Decision, signature.Comment, signature.Condition);

    /// <summary>What the words of a decision have to be.</summary>
    internal static Refusal? RefusesWords(SignOffDecision decision, string? comment, string? condition)
    {
        if (decision is SignOffDecision.ApproveWithCondition && string.IsNullOrWhiteSpace(condition))
        {
            return PromotionRefusals.WordsMissing("condition");
        }

        if (decision is SignOffDecision.Reject or SignOffDecision.RequestChanges && string.IsNullOrWhiteSpace(comment))
        {
            return PromotionRefusals.WordsMissing("comment");
        }

        if (comment is { Length: > SaltedText.MaxLength })
        {
            return SaltedText.TooLong("comment");
        }

        return condition is { Length: > SaltedText.MaxLength } ? SaltedText.TooLong("condition") : null;
    }
}
