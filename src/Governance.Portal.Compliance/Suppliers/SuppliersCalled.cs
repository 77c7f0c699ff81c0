using Governance.Data.Conventions;
using Governance.Domain.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Suppliers by what people call them, found by the database and not by reading every supplier.</summary>
internal static class SuppliersCalled
{
    /// <summary>Suppliers that have one of these names, however it is written (<see cref="Supplier.KeyOf"/>).</summary>
    public static IQueryable<Supplier> Called(this IQueryable<Supplier> suppliers, IEnumerable<string> keys)
    {
        var entries = keys.Select(JsonColumns.Entry).ToList();
        return suppliers.Where(s => entries.Any(e => ((string)(object)EF.Property<List<string>>(s, "_keys")).Contains(e)));
    }
}
