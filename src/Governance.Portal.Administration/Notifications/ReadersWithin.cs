using Governance.Data;
using Governance.Data.DataScopes;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications;

/// <summary>
/// No one is notified of, or asked to act on, what they cannot open: a role that was given for some systems counts for a matter only if the
/// matter lies within. Where no recipient has such a role nothing more is asked of the database.
/// </summary>
internal sealed class ReadersWithin
{
    private readonly Dictionary<UserId, Dictionary<string, DataScope>> _limits = [];
    private readonly Dictionary<string, Placed> _places = new(StringComparer.Ordinal);

    private ReadersWithin() { }

    /// <summary>Reads the limits of some people's roles.</summary>
    public static async Task<ReadersWithin> LoadAsync(GovernanceDbContext db, IReadOnlyCollection<UserId> people, CancellationToken ct)
    {
        var within = new ReadersWithin();
        foreach (
            var scope in await db
                .RoleScopes.AsNoTracking()
                .Where(s => people.Contains(s.User))
                .Select(s => new { s.User, s.Role })
                .ToListAsync(ct)
        )
        {
            if (await DataScopeReader.OfRoleAsync(db, scope.User, scope.Role, ct) is { } dataScope)
            {
                within._limits.TryAdd(scope.User, new(StringComparer.Ordinal));
                within._limits[scope.User][scope.Role] = dataScope;
            }
        }

        return within;
    }

    /// <summary>Looks up where each matter belongs, once.</summary>
    public async Task<IReadOnlyList<(NotificationEvent Event, DateTimeOffset At)>> CutAsync(
        GovernanceDbContext db,
        IReadOnlyList<(NotificationEvent Event, DateTimeOffset At)> news,
        CancellationToken ct
    )
    {
        if (_limits.Count > 0)
        {
            foreach (var subject in news.Select(n => n.Event.Subject).Distinct(StringComparer.Ordinal))
            {
                _places[subject] = await SubjectPlaces.FindAsync(db, subject, ct);
            }
        }

        return news;
    }

    /// <summary>The readers with those of their roles that count for a matter.</summary>
    public IReadOnlyDictionary<UserId, Reader> In(NotificationEvent about, IReadOnlyDictionary<UserId, Reader> people)
    {
        if (_limits.Count == 0 || about.Kind is NotificationKind.Account || !_places.TryGetValue(about.Subject, out var placed))
        {
            return people;
        }

        return people.ToDictionary(
            p => p.Key,
            p =>
                _limits.TryGetValue(p.Key, out var limits)
                    ? p.Value with
                    {
                        Roles = p
                            .Value.Roles.Where(role => !limits.TryGetValue(role, out var dataScope) || dataScope.Touches(placed.Places))
                            .ToHashSet(StringComparer.Ordinal),
                    }
                    : p.Value
        );
    }
}
