using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Competences;
using Governance.Transparency;

namespace Governance.Portal.Compliance.Competences;

/// <summary>Entries about competence records. Every record is also named under one subject that their pages listen to.</summary>
internal static class CompetenceEvents
{
    public const string List = Competence.Register;

    public static void Append(ActionContext context, string action, Competence record, JsonObject? more = null)
    {
        var data = more ?? [];
        data["person"] = record.Person.ToString();
        data["topic"] = record.Topic;
        context.Append(new AuditEvent(action, record.Id.ToString(), data) { Covers = [List] });
    }

    /// <summary>What the entry of a new record says of the training.</summary>
    public static JsonObject Training(Competence record) =>
        new()
        {
            ["courseSha256"] = Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(record.Course)),
            ["on"] = Day(record.On),
            ["validUntil"] = record.ValidUntil is { } until ? Day(until) : null,
            ["source"] = WireName.Of(record.Source),
            ["proofSha256"] = record.Sha256,
        };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
