using System.Globalization;
using System.Text;
using Governance.Domain;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>The register of suppliers as a table. Names of columns are those of the API, whatever the reader's language.</summary>
internal static class SuppliersCsv
{
    private static readonly (string Name, Func<SupplierView, string?> Value)[] s_columns =
    [
        ("id", s => s.Id.ToString()),
        ("name", s => s.Facts.Name),
        ("otherNames", s => string.Join("; ", s.Facts.OtherNames)),
        ("supplies", s => string.Join("; ", s.Facts.Supplies.Select(WireName.Of))),
        ("owner", s => s.Supplier.Owner),
        ("contact", s => s.Facts.Contact),
        ("critical", s => s.Facts.IsCritical ? "yes" : "no"),
        ("function", s => s.Facts.Function),
        ("contract", s => s.Facts.Contract),
        ("contractFrom", s => Day(s.Facts.ContractFrom)),
        ("contractUntil", s => Day(s.Facts.ContractUntil)),
        ("noticeDays", s => s.Facts.NoticeDays?.ToString(CultureInfo.InvariantCulture)),
        ("exitPlan", s => s.Facts.ExitPlan),
        ("exitTestedOn", s => Day(s.Facts.ExitTestedOn)),
        ("endedOn", s => Day(s.Facts.EndedOn)),
        ("gaps", s => string.Join("; ", s.Gaps.Select(g => g.Title is null ? WireName.Of(g.Kind) : $"{WireName.Of(g.Kind)}: {g.Title}"))),
        ("due", s => string.Join("; ", s.Due.Select(d => $"{Day(d.On)} {WireName.Of(d.Kind)}{(d.Title is null ? "" : $": {d.Title}")}"))),
        ("systems", s => string.Join("; ", s.Parts.Select(p => p.System).OfType<string>().Distinct(StringComparer.Ordinal))),
    ];

    public static string Of(IEnumerable<SupplierView> suppliers)
    {
        var text = new StringBuilder().AppendJoin(',', s_columns.Select(c => c.Name)).Append("\r\n");
        foreach (var supplier in suppliers)
        {
            text.AppendJoin(',', s_columns.Select(c => CsvText.Cell(c.Value(supplier)))).Append("\r\n");
        }

        return text.ToString();
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
