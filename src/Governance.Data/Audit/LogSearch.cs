using System.Text;
using System.Text.Json.Nodes;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit;

/// <summary>Looks for entries of the log by what stands in them, in the database: what tells of a thing whose row is gone.</summary>
public static class LogSearch
{
    /// <summary>
    /// Subjects of the entries of an action in which a text stands as a member, after the first entry of another action about a subject;
    /// all of them where there is no such entry.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="action">The action whose entries are looked for; refused attempts are not.</param>
    /// <param name="member">Name of the member.</param>
    /// <param name="text">What it says.</param>
    /// <param name="after">Action and subject of the entry to begin after.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<string>> SubjectsAsync(
        GovernanceDbContext db,
        string action,
        string member,
        string text,
        (string Action, string Subject) after,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        // As canonical JSON has it: within a text no quotation mark stands unescaped.
        var stated = Encoding.UTF8.GetBytes($"\"{member}\":{Encoding.UTF8.GetString(CanonicalJson.Serialize(JsonValue.Create(text)))}");
        return await (
            db.Database.IsNpgsql()
                ? db.Database.SqlQuery<string>(
                    $"""
                    SELECT e."Subject" AS "Value" FROM "AuditEntries" e
                    WHERE e."Action" = {action} AND NOT e."Refused" AND position({stated} in e."Leaf") > 0 AND e."Index" > COALESCE(
                        (SELECT MIN(b."Index") FROM "AuditEntries" b
                        WHERE b."Subject" = {after.Subject} AND b."Action" = {after.Action}), -1)
                    """
                )
                : db.Database.SqlQuery<string>(
                    $"""
                    SELECT e."Subject" AS "Value" FROM "AuditEntries" e
                    WHERE e."Action" = {action} AND NOT e."Refused" AND instr(e."Leaf", {stated}) > 0 AND e."Index" > COALESCE(
                        (SELECT MIN(b."Index") FROM "AuditEntries" b
                        WHERE b."Subject" = {after.Subject} AND b."Action" = {after.Action}), -1)
                    """
                )
        ).ToListAsync(ct);
    }
}
