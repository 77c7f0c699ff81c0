using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Identity;

/// <summary>The names of those who stand in the log by their ids.</summary>
public sealed class ActorNames
{
    /// <summary>The printed names of those who are no person: no account is printed like one of them.</summary>
    public static IReadOnlyList<string> OfNoPerson { get; } = ["Host operator", "Anonymous", "Governance Portal"];

    private readonly Dictionary<string, string> _names;

    private ActorNames(Dictionary<string, string> names) => _names = names;

    /// <summary>Name of an actor as the log writes it.</summary>
    public string this[string actor] =>
        _names.TryGetValue(actor, out var name)
            ? name
            : actor switch
            {
                "host" => "Host operator",
                "anonymous" => "Anonymous",
                _ when actor.StartsWith("system:", StringComparison.Ordinal) => "Governance Portal",
                _ => actor,
            };

    /// <summary>
    /// A printed name as a page shows it: those who are no person have one of ours, which records keep in English. People's names stay.
    /// </summary>
    public static string? Say(string? printedName) =>
        printedName switch
        {
            "Host operator" => T["Host operator"],
            "Anonymous" => T["Anonymous"],
            _ => printedName,
        };

    /// <summary>Looks up all names at once.</summary>
    public static async Task<ActorNames> LoadAsync(GovernanceDbContext db, IEnumerable<string> actors, CancellationToken ct)
    {
        var users = new HashSet<int>();
        var keys = new HashSet<ApiKeyId>();
        foreach (var actor in actors)
        {
            if (actor.StartsWith("user:", StringComparison.Ordinal) && DisplayId.TryParse<UserId>(actor[5..], out var user))
            {
                users.Add(user.Number);
            }
            else if (actor.StartsWith("key:", StringComparison.Ordinal) && DisplayId.TryParse<ApiKeyId>(actor[4..], out var key))
            {
                keys.Add(key);
            }
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var user in await db
                .Users.AsNoTracking()
                .Where(u => users.Contains(u.Id))
                .Select(u => new { u.Id, u.PrintedName })
                .ToListAsync(ct)
        )
        {
            names[$"user:{new UserId(user.Id)}"] = user.PrintedName;
        }

        if (keys.Count > 0)
        {
            foreach (
                var key in await db.ApiKeys.AsNoTracking().Where(k => keys.Contains(k.Id)).Select(k => new { k.Id, k.Name }).ToListAsync(ct)
            )
            {
                names[$"key:{key.Id}"] = $"{key.Name} ({key.Id})";
            }
        }

        return new ActorNames(names);
    }
}
