using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Suppliers;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Entries about suppliers, each also under one subject that their pages listen to. People at suppliers are in none.</summary>
internal static class SupplierEvents
{
    public const string List = Supplier.Register;

    public static void Append(ActionContext context, string action, Supplier supplier, IReadOnlyList<string>? members = null)
    {
        var data = new JsonObject
        {
            ["name"] = supplier.Name,
            ["supplies"] = Names(supplier.Supplies.Select(WireName.Of)),
            ["critical"] = supplier.IsCritical,
            ["contractUntil"] = Day(supplier.ContractUntil),
        };
        if (members is not null)
        {
            data["members"] = Names(members);
        }

        context.Append(new AuditEvent(action, supplier.Id.ToString(), data) { Covers = [List] });
    }

    public static void Append(ActionContext context, string action, SupplierRecord record) =>
        context.Append(
            new AuditEvent(
                action,
                record.Id.ToString(),
                new JsonObject
                {
                    ["supplier"] = record.Supplier.ToString(),
                    ["kind"] = WireName.Of(record.Kind),
                    ["on"] = Day(record.On),
                    ["dueOn"] = Day(record.DueOn),
                    ["result"] = record.Result is { } result ? WireName.Of(result) : null,
                    ["documentSha256"] = record.Sha256,
                }
            )
            {
                Covers = [List, record.Supplier.ToString()],
            }
        );

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(n => (JsonNode)n)];

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
