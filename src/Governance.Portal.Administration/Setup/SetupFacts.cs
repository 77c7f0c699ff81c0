using Governance.Data;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Setup;

/// <summary>What is remembered of setting up. Nothing else follows from it.</summary>
internal static class SetupFacts
{
    /// <summary>Everything required was done.</summary>
    public const string Finished = "set-up-finished";

    /// <summary>An administrator hid what an installation can do without.</summary>
    public const string OptionalHidden = "set-up-optional-hidden";

    /// <summary>What the log calls setting up.</summary>
    public const string Subject = "setup";

    /// <summary>Those that hold.</summary>
    public static async Task<HashSet<string>> ReadAsync(GovernanceDbContext db, CancellationToken ct) =>
        [.. await db.Settings.AsNoTracking().Where(s => s.Key == Finished || s.Key == OptionalHidden).Select(s => s.Key).ToListAsync(ct)];
}
