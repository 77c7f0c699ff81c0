using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Governance.Data.Monitoring;

/// <summary>Reads alerts in order to count them up: others that count the same ones wait until the transaction ends.</summary>
public static class AlertStore
{
    /// <summary>What live checks of decisions raised about some models and is not over.</summary>
    public static Task<List<Alert>> LockAsync(GovernanceDbContext db, IReadOnlyList<string> models, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        string[] names = [.. models];
        return db.Database.GetDbConnection() is NpgsqlConnection
            // In the order of their ids, so that two that need several never wait for each other.
            ? db
                .Alerts.FromSql(
                    $"""
                    SELECT * FROM "Alerts" WHERE "Model" = ANY ({names}) AND "Monitor" IS NULL AND "State" <> 'resolved'
                    ORDER BY "Id" FOR NO KEY UPDATE
                    """
                )
                .ToListAsync(ct)
            : db.Alerts.Where(a => names.Contains(a.Model) && a.Monitor == null && a.State != AlertState.Resolved).ToListAsync(ct);
    }
}
