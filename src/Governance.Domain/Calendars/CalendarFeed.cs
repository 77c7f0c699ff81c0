using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Calendars;

/// <summary>
/// A person's calendar as an address that calendar programs ask without signing in. The address holds a secret, whose digest alone is
/// stored; it shows what the person sees in the role it was made in, judged each time it is asked.
/// </summary>
public sealed class CalendarFeed : IAudited
{
    private CalendarFeed() { }

    /// <summary>Whose calendar it is; each person has one address at most.</summary>
    public UserId Person { get; private init; }

    /// <summary>The role in which it reads.</summary>
    public string Role { get; private set; } = "";

    /// <summary>SHA-256 of the secret, lower-case hex.</summary>
    public string TokenSha256 { get; private set; } = "";

    /// <summary>When the address was made.</summary>
    public DateTimeOffset MadeAt { get; private set; }

    /// <summary>When it was revoked; null while it works.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Person.ToString();

    /// <summary>True while the address works.</summary>
    public bool IsLive => RevokedAt is null;

    /// <summary>Makes the first address of a person.</summary>
    public static CalendarFeed Of(UserId person, string role, string tokenSha256, DateTimeOffset now)
    {
        var made = new CalendarFeed { Person = person };
        made.Renew(role, tokenSha256, now);
        return made;
    }

    /// <summary>Makes a new address; the one before stops working.</summary>
    public void Renew(string role, string tokenSha256, DateTimeOffset now)
    {
        (Role, TokenSha256, MadeAt, RevokedAt) = (role, tokenSha256, now, null);
        Revision++;
    }

    /// <summary>Ends the address.</summary>
    public Refusal? Revoke(DateTimeOffset now)
    {
        if (!IsLive)
        {
            return CalendarRefusals.NoFeed;
        }

        RevokedAt = now;
        Revision++;
        return null;
    }
}
