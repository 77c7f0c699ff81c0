using Governance.Domain.Identity;

namespace Governance.Domain.Approvals;

/// <summary>
/// Who counts as one with whom where different people are asked for. Two accounts are not two people when one acts for the other, nor
/// when one of them was opened by the other.
/// </summary>
public sealed class Separation
{
    private readonly IReadOnlyList<Delegation> _delegations;
    private readonly Dictionary<UserId, List<UserId>> _givers;
    private readonly DateTimeOffset _now;

    /// <summary>Collects what is known.</summary>
    /// <param name="delegations">Delegations that are in force, or were used on the promotions in question.</param>
    /// <param name="access">Who gave whom an account, a role they hold or their last sign-in link.</param>
    /// <param name="now">The server's clock.</param>
    public Separation(IReadOnlyList<Delegation> delegations, IEnumerable<(UserId By, UserId To)> access, DateTimeOffset now)
    {
        (_delegations, _now) = (delegations, now);
        _givers = access.GroupBy(a => a.To).ToDictionary(g => g.Key, g => g.Select(a => a.By).Distinct().ToList());
    }

    /// <summary>How many people can stand behind accounts that others opened.</summary>
    public AccessHands Hands { get; init; } = AccessHands.None;

    /// <summary>Everyone stands for themselves.</summary>
    public static Separation None { get; } = new([], [], default);

    /// <summary>
    /// True for the same person, and for two between whom a delegation for this model is in force, or was used to decide on this promotion.
    /// It takes the delegate's consent to be in force, so no one rids themselves of an unwelcome approver by delegating to them; one that
    /// ended and was never used here let no one decide for two, so it ties no one.
    /// </summary>
    public bool AreSamePerson(UserId a, UserId b, Promotion promotion)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        return AreSamePerson(a, b, promotion.Model) || Between(a, b).Any(d => promotion.SignOffs.Any(s => s.Delegation == d.Id));
    }

    /// <summary>True for the same person, and for two between whom a delegation for this model is in force.</summary>
    public bool AreSamePerson(UserId a, UserId b, string model) => a == b || Between(a, b).Any(d => d.Covers(model) && d.InForce(_now));

    private IEnumerable<Delegation> Between(UserId a, UserId b) =>
        _delegations.Where(d => (d.From == a && d.To == b) || (d.From == b && d.To == a));

    /// <summary>True when one of the two stands in the line of administrators through whom the other got their access.</summary>
    public bool GaveAccess(UserId a, UserId b) => a != b && (IsInLine(a, b) || IsInLine(b, a));

    private bool IsInLine(UserId giver, UserId taker)
    {
        var seen = new HashSet<UserId> { taker };
        var open = new Stack<UserId>(seen);
        while (open.TryPop(out var person))
        {
            foreach (var by in _givers.GetValueOrDefault(person) ?? [])
            {
                if (by == giver)
                {
                    return true;
                }

                if (seen.Add(by))
                {
                    open.Push(by);
                }
            }
        }

        return false;
    }
}
