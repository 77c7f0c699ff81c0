using Governance.Domain.Identity;

namespace Governance.Data.Identity;

/// <summary>Keeps who gave whom access: two accounts of which one opened the other are not four eyes.</summary>
public static class AccessGivers
{
    /// <summary>Notes a giver, in the action that gives. What the host gives comes from nobody and clears the note.</summary>
    /// <param name="db">The database, in the action's transaction.</param>
    /// <param name="user">Whose access.</param>
    /// <param name="what"><see cref="AccessGrant.Account"/>, or the id of a role.</param>
    /// <param name="by">The giver, or null for the host.</param>
    /// <param name="now">The instant of the action.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task NoteAsync(GovernanceDbContext db, UserId user, string what, UserId? by, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var row = await db.AccessGrants.FindAsync([user, what], ct);
        if (by is not { } giver)
        {
            if (row is not null)
            {
                db.AccessGrants.Remove(row);
            }
        }
        else if (giver == user)
        {
            // Nobody frees themselves of whoever let them in.
        }
        else if (row is null)
        {
            db.AccessGrants.Add(new AccessGrant { User = user, What = what, By = giver, At = now });
        }
        else
        {
            (row.By, row.At) = (giver, now);
        }
    }

    /// <summary>Forgets who gave a role that is taken away.</summary>
    public static Task ForgetAsync(GovernanceDbContext db, UserId user, string role, CancellationToken ct) => NoteAsync(db, user, role, null, default, ct);
}
