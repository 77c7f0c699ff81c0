using Governance.Domain.Identity;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>Who reads a call.</summary>
/// <param name="Person">The person; null for a key.</param>
/// <param name="Role">The role they work in.</param>
public sealed record CallReader(UserId? Person, string? Role)
{
    /// <summary>Of an actor.</summary>
    public static CallReader Of(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return new(actor.User, actor.Role);
    }
}
