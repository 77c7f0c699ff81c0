using Governance.Domain.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Suppliers and what is on record about them.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<Supplier> Suppliers => Set<Supplier>();

    public DbSet<SupplierRecord> SupplierRecords => Set<SupplierRecord>();

    private static void SupplierConventions(ModelConfigurationBuilder builder)
    {
        DisplayId<SupplierId>(builder);
        DisplayId<SupplierRecordId>(builder);
        Wire<SupplierRecordKind>(builder);
        Wire<SupplierRecordState>(builder);
        Wire<DiligenceResult>(builder);
    }
}
