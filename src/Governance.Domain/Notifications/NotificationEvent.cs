using Governance.Domain.Identity;

namespace Governance.Domain.Notifications;

/// <summary>Something to notify people of, with the recipients: made of a log entry or of a due date.</summary>
/// <param name="Kind">What about.</param>
/// <param name="Subject">Readable id of the thing.</param>
/// <param name="Key">Names the matter: each person is notified once per key.</param>
public sealed record NotificationEvent(NotificationKind Kind, string Subject, string Key)
{
    /// <summary>Longest key that is stored.</summary>
    public const int MaxKey = 250;

    /// <summary>Which telling it is.</summary>
    public NotificationStage Stage { get; init; }

    /// <summary>How much it presses.</summary>
    public Urgency Urgency { get; init; } = Urgency.Normal;

    /// <summary>What the words are filled with. No names of people.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Path of the page where it is seen to.</summary>
    public string Link { get; init; } = "/";

    /// <summary>The people the rules name; who of them is told is decided by <see cref="Readers"/>.</summary>
    public IReadOnlyList<UserId> Recipients { get; init; } = [];

    /// <summary>Who did it, and so knows it; null for the portal, a key or the host.</summary>
    public UserId? DoneBy { get; init; }

    /// <summary>True when the person is told although they did it: it may not have been them.</summary>
    public bool TellsDoer { get; init; }

    /// <summary>
    /// The matter outside channels open and close: one alert of one rule, one incident. The subject where nothing else is said.
    /// </summary>
    public string? Matter { get; init; }

    /// <summary>Index of the log entry it is made of; null for reminders.</summary>
    public long? LogIndex { get; init; }

    /// <summary>The recipients who are told: active, allowed to read it now, and not the one who did it.</summary>
    public IReadOnlyList<UserId> Readers(IReadOnlyDictionary<UserId, Reader> people)
    {
        ArgumentNullException.ThrowIfNull(people);
        var rule = KindRule.Of(Kind);
        return
        [
            .. Recipients
                .Distinct()
                .Where(id =>
                    (TellsDoer || id != DoneBy) && people.TryGetValue(id, out var person) && person.IsActive && rule.IsReadBy(person.Roles)
                ),
        ];
    }
}

/// <summary>A person as far as being told is concerned.</summary>
/// <param name="Id">Who.</param>
/// <param name="IsActive">False while the account is disabled. One that is locked for a time is told nevertheless.</param>
/// <param name="Roles">Roles they hold now.</param>
public sealed record Reader(UserId Id, bool IsActive, IReadOnlySet<string> Roles);
