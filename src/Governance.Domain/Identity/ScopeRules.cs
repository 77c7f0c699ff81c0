namespace Governance.Domain.Identity;

/// <summary>
/// What a limited role may act on. One rule for every action: the thing lies within the scope, all of it. The lists are the exceptions; an
/// action that is on none of them and names no model or system is a matter of the organisation.
/// </summary>
public static class ScopeRules
{
    // One's own account, screen and words: no one else's, and no system's.
    private static readonly HashSet<string> s_own = new(StringComparer.Ordinal)
    {
        "session.closed",
        "session.reauthenticated",
        "session.read",
        "role.switched",
        "codes.begun",
        "codes.set-up",
        "codes.removed",
        "codes.renewed",
        "passkey.registered",
        "passkey.renamed",
        "passkey.removed",
        "password.changed",
        "session.renewed",
        "identity.linked",
        "identity.unlinked",
        "view.saved",
        "view.removed",
        "subscription.created",
        "subscription.paused",
        "subscription.resumed",
        "subscription.removed",
        "dashboard.exported",
        "calendar.address-made",
        "calendar.address-revoked",
        "delegation.granted",
        "delegation.revoked",
    };

    // What they make has no name yet, or names what it is about in its contents: it is judged by what is to be written, just before.
    private static readonly HashSet<string> s_made = new(StringComparer.Ordinal)
    {
        "model.registered",
        "version.registered",
        "version.described",
        "model.renamed",
        "model.deleted",
        "version.deleted",
        "tag.set",
        "tag.removed",
        "alias.set",
        "alias.removed",
        "system.registered",
        "risk.raised",
        "risk.imported",
        "threat.judged",
        "incident.opened",
        "explanation.received",
        "decision-review.asked",
        "retirement.planned",
        "waiver.requested",
        "permit.issued",
        "report.requested",
        "decisions.stored",
        "agent-spans.stored",
    };

    /// <summary>True for what a person does with their own account, screen and words.</summary>
    public static bool IsOwn(string action) => s_own.Contains(action);

    /// <summary>True for an action that makes something or names it in its contents: what it writes is checked, always.</summary>
    public static bool IsJudgedByWhatItWrites(string action) => s_made.Contains(action);

    /// <summary>Null when the action may go on; else the refusal.</summary>
    /// <param name="dataScope">What the role or key sees; null is everything.</param>
    /// <param name="action">What is tried.</param>
    /// <param name="isKnown">True when the thing it names is there.</param>
    /// <param name="looksPlaced">True when the name has the form of a thing that belongs to a model or system, there or not.</param>
    /// <param name="places">Where it belongs.</param>
    public static Refusal? Refuses(DataScope? dataScope, string action, bool isKnown, bool looksPlaced, IReadOnlyCollection<string> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        return dataScope is null || IsOwn(action) ? null
            : isKnown
                ? places.Count == 0 ? ScopeRefusals.Organisation
                    : dataScope.Covers(places) ? null
                    : ScopeRefusals.Outside
            // What is not there is said not to be there by the action itself.
            : looksPlaced || IsJudgedByWhatItWrites(action) ? null
            : ScopeRefusals.Organisation;
    }
}
