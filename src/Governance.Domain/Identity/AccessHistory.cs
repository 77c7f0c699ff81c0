namespace Governance.Domain.Identity;

/// <summary>Access that someone was given, for the time it was theirs.</summary>
/// <param name="User">Whose.</param>
/// <param name="What"><see cref="Account"/>, <see cref="Link"/>, <see cref="SignOn"/>, or the id of a role.</param>
/// <param name="By">Who gave it; null for the host, the first set-up and the organisation's provider.</param>
/// <param name="At">Since when.</param>
/// <param name="Until">Until when; null while it lasts.</param>
/// <param name="ConfirmedBy">The second person; null where the host confirmed it, or no one had to.</param>
/// <param name="ConfirmedAt">Since when it counts; null while it waits for the second person.</param>
/// <param name="OnHost">True when it was given or confirmed on the host.</param>
public sealed record GivenAccess(
    UserId User,
    string What,
    UserId? By,
    DateTimeOffset At,
    DateTimeOffset? Until,
    UserId? ConfirmedBy,
    DateTimeOffset? ConfirmedAt,
    bool OnHost
)
{
    /// <summary>An account: made, or opened again by a one-time link that was used.</summary>
    public const string Account = "account";

    /// <summary>A one-time link that no one has used yet.</summary>
    public const string Link = "link";

    /// <summary>A link to the organisation's sign-in.</summary>
    public const string SignOn = "single-sign-on";

    /// <summary>True for what gives a way in, not a role.</summary>
    public bool IsDoor => What is Account or SignOn;

    /// <summary>True while it counts.</summary>
    public bool IsInForce => Until is null && ConfirmedAt is not null;
}

/// <summary>What the history of access says of who stands behind whom.</summary>
public static class AccessHistory
{
    /// <summary>
    /// Who opened whose door, by giving or by confirming, at any time since an instant: taking it back later changes nothing.
    /// </summary>
    public static IEnumerable<(UserId By, UserId To)> Lines(IEnumerable<GivenAccess> given, DateTimeOffset since)
    {
        ArgumentNullException.ThrowIfNull(given);
        return given
            .Where(g => g.ConfirmedAt is not null && (g.Until is null || g.Until >= since))
            .SelectMany(g => new[] { g.By, g.ConfirmedBy }.OfType<UserId>().Where(by => by != g.User).Select(by => (by, g.User)))
            .Distinct();
    }

    /// <summary>
    /// Whose accounts rest on the word of others: for each, those who together opened it. An account that came from the host or the
    /// provider stands for a person in its own right, and so does one that the host confirmed after it was opened.
    /// </summary>
    public static AccessHands Hands(IEnumerable<GivenAccess> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        var behind = new Dictionary<UserId, IReadOnlySet<UserId>>();
        foreach (var person in given.Where(g => g.IsInForce).GroupBy(g => g.User))
        {
            var vouched = person.Where(g => !g.IsDoor && g.What != GivenAccess.Link && (g.ConfirmedBy is not null || g.OnHost)).ToList();
            foreach (var door in person.Where(g => g is { IsDoor: true, By: not null, OnHost: false }))
            {
                var after = vouched.Where(v => v.ConfirmedAt >= door.At).ToList();
                if (after.Exists(v => v.OnHost))
                {
                    continue;
                }

                var hands = after.Append(door).SelectMany(g => new[] { g.By, g.ConfirmedBy }).OfType<UserId>().ToHashSet();
                // Of several doors the one fewest people opened counts.
                if (!behind.TryGetValue(person.Key, out var fewest) || hands.Count < fewest.Count)
                {
                    behind[person.Key] = hands;
                }
            }
        }

        return new AccessHands(behind);
    }
}

/// <summary>
/// How many people can stand behind some accounts. Two who give and confirm can together make any number of accounts, so no more of those
/// count as different people than there were hands to make them.
/// </summary>
/// <param name="behind">For each account that does not stand for itself, those who opened it.</param>
public sealed class AccessHands(IReadOnlyDictionary<UserId, IReadOnlySet<UserId>> behind)
{
    /// <summary>Everyone stands for themselves.</summary>
    public static AccessHands None { get; } = new(new Dictionary<UserId, IReadOnlySet<UserId>>());

    /// <summary>
    /// True when these acts can be those of as many people. Each act names those whose it may be: the signer, and for whom they signed.
    /// </summary>
    public bool Suffice(IEnumerable<IReadOnlyCollection<UserId>> acts)
    {
        ArgumentNullException.ThrowIfNull(acts);
        // Roles are few, so every group of them is asked.
        var resting = acts.Where(a => a.All(behind.ContainsKey)).Select(a => a.SelectMany(Roots).ToHashSet()).ToList();
        for (var group = 1; group < 1 << resting.Count; group++)
        {
            var chosen = resting.Where((_, i) => (group & (1 << i)) != 0).ToList();
            if (chosen.SelectMany(r => r).Distinct().Count() < chosen.Count)
            {
                return false;
            }
        }

        return true;
    }

    // Up to those who stand for themselves.
    private HashSet<UserId> Roots(UserId person)
    {
        var roots = new HashSet<UserId>();
        var seen = new HashSet<UserId> { person };
        var open = new Stack<UserId>(behind[person]);
        while (open.TryPop(out var hand))
        {
            if (!seen.Add(hand))
            {
                continue;
            }

            if (behind.TryGetValue(hand, out var further))
            {
                foreach (var by in further)
                {
                    open.Push(by);
                }
            }
            else
            {
                roots.Add(hand);
            }
        }

        return roots;
    }
}
