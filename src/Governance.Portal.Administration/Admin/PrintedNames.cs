using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>
/// Names as they are printed with signatures. Two people may have the same name, so the later one's carries the account's id: signatures
/// and lists of people stay unambiguous. So does a person who is called like the host or the portal itself.
/// </summary>
internal static class PrintedNames
{
    private const int Longest = 200;

    /// <summary>
    /// The name, followed by the account's id when another account's name looks like it. Disabled accounts count: their signatures remain.
    /// </summary>
    public static async Task<string> MakeDistinctAsync(GovernanceDbContext db, string name, UserId id, CancellationToken ct)
    {
        var seen = NameText.LooksLike(name);
        // Those that the same action makes are not in the database yet.
        if (ActorNames.OfNoPerson.Any(IsLike) || db.Users.Local.Any(u => u.Id != id.Number && IsLike(u.PrintedName)))
        {
            return Marked();
        }

        await foreach (
            var other in db
                .Users.AsNoTracking()
                .Where(u => u.Id != id.Number)
                .Select(u => u.PrintedName)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            if (IsLike(other))
            {
                return Marked();
            }
        }

        return name;

        bool IsLike(string other) => string.Equals(NameText.LooksLike(other), seen, StringComparison.Ordinal);

        string Marked()
        {
            var mark = $" ({id})";
            return (name.Length + mark.Length > Longest ? name[..(Longest - mark.Length)].TrimEnd() : name) + mark;
        }
    }
}
