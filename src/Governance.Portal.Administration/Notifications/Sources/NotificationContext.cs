using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>What notification sources and reminders read with: one transaction, one instant.</summary>
internal sealed class NotificationContext(GovernanceDbContext db, DateTimeOffset now)
{
    private readonly Dictionary<string, IReadOnlyList<UserId>> _byRole = new(StringComparer.Ordinal);

    public GovernanceDbContext Db { get; } = db;

    public DateTimeOffset Now { get; } = now;

    /// <summary>Everyone whose account is not disabled and who holds a role.</summary>
    public async Task<IReadOnlyList<UserId>> InRoleAsync(string role, CancellationToken ct)
    {
        if (!_byRole.TryGetValue(role, out var people))
        {
            var numbers = await AccessReader
                .InForce(Db)
                .Where(h => h.Role == role && Db.Users.Any(u => u.Id == h.User && u.DisabledAt == null))
                .Select(h => h.User)
                .OrderBy(n => n)
                .ToListAsync(ct);
            _byRole[role] = people = [.. numbers.Select(n => new UserId(n))];
        }

        return people;
    }

    /// <summary>Everyone who holds one of some roles.</summary>
    public async Task<IReadOnlyList<UserId>> InRolesAsync(IEnumerable<string> roles, CancellationToken ct)
    {
        var people = new List<UserId>();
        foreach (var role in roles)
        {
            people.AddRange(await InRoleAsync(role, ct));
        }

        return [.. people.Distinct()];
    }

    /// <summary>
    /// Everyone for whom something waits, each in the role that lets them act on it: by the rule by which it stands in their queue.
    /// </summary>
    public async Task<IReadOnlyList<UserId>> AskedAsync(Permission permission, Func<Signer, bool> isAsked, CancellationToken ct)
    {
        var people = new List<UserId>();
        foreach (var role in permission.GrantedTo)
        {
            people.AddRange((await InRoleAsync(role, ct)).Where(p => isAsked(new Signer(p, "", role))));
        }

        return [.. people.Distinct()];
    }

    /// <summary>The person an actor of the log is: the user. Null for keys, jobs and the host.</summary>
    public static UserId? PersonOf(string actor) =>
        actor.StartsWith("user:", StringComparison.Ordinal) && DisplayId.TryParse<UserId>(actor[5..], out var user) ? user : null;

    /// <summary>The person behind an actor: the user, or the owner of the key.</summary>
    public async Task<UserId?> BehindAsync(string actor, CancellationToken ct)
    {
        if (PersonOf(actor) is { } user)
        {
            return user;
        }

        return actor.StartsWith("key:", StringComparison.Ordinal) && DisplayId.TryParse<ApiKeyId>(actor[4..], out var key)
            ? await Db.ApiKeys.AsNoTracking().Where(k => k.Id == key).Select(k => k.Owner).SingleOrDefaultAsync(ct)
            : null;
    }

    /// <summary>
    /// A member of the data of the last entry about a thing before this one, among some actions; null when there is none.
    /// </summary>
    public async Task<string?> BeforeAsync(FollowedEntry entry, string actionPrefix, string member, CancellationToken ct)
    {
        var leaves = await Db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Subject == entry.Event.Subject && e.Index < entry.Index && !e.Refused && e.Action.StartsWith(actionPrefix))
            .OrderByDescending(e => e.Index)
            .Select(e => e.Leaf)
            .Take(20)
            .ToListAsync(ct);
        return leaves.Select(leaf => Domain.Audit.LoggedEvent.Parse(leaf).Text(member)).FirstOrDefault(text => text is not null);
    }

    /// <summary>Parameters of the words.</summary>
    public static IReadOnlyDictionary<string, string> Words(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            if (value is { Length: > 0 })
            {
                // Long titles are cut: a notification is a line.
                words[name] = value.Length > 300 ? value[..299] + "…" : value;
            }
        }

        return words;
    }
}
