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

    /// <summary>Collects what is known.</summary>
    /// <param name="delegations">Delegations that began before now, ended ones included.</param>
    /// <param name="access">Who gave whom an account, a role they hold or their last sign-in link.</param>
    public Separation(IReadOnlyList<Delegation> delegations, IEnumerable<(UserId By, UserId To)> access)
    {
        _delegations = delegations;
        _givers = access.GroupBy(a => a.To).ToDictionary(g => g.Key, g => g.Select(a => a.By).Distinct().ToList());
    }

    /// <summary>Everybody stands for themselves.</summary>
    public static Separation None { get; } = new([], []);

    /// <summary>
    /// True for the same person, and for two between whom a delegation for this model was in force at any time since the request: taking
    /// it back just before signing changes nothing.
    /// </summary>
    public bool AreOne(UserId a, UserId b, Promotion promotion)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        return a == b || _delegations.Any(d => ((d.From == a && d.To == b) || (d.From == b && d.To == a)) && d.Covers(promotion.Model) && d.EndsAt > promotion.RequestedAt);
    }

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
