using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Postgres;

/// <summary>LIKE without case, as each database decides it on both sides.</summary>
public static class AnyCase
{
    /// <summary>True for a text that fits a pattern in any case. SQLite's LIKE takes no notice of the case of ASCII.</summary>
    /// <param name="db">The context that is asked.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="escape">What comes before a character that is not to be read as a pattern.</param>
    public static Expression<Func<string, bool>> Like(GovernanceDbContext db, string pattern, string escape) =>
        db is PostgresGovernanceDbContext
            ? text => EF.Functions.ILike(text, pattern, escape)
            : text => EF.Functions.Like(text, pattern, escape);
}
