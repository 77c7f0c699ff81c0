using Governance.Data.Conventions;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Suppliers;

internal sealed class SupplierRecordConfiguration : IEntityTypeConfiguration<SupplierRecord>
{
    public void Configure(EntityTypeBuilder<SupplierRecord> builder)
    {
        builder.ToTable(
            "SupplierRecords",
            table => table.HasCheckConstraint("CK_SupplierRecords_Confirmed", "\"State\" <> 'confirmed' OR \"ConfirmedBy\" IS NOT NULL")
        );
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Title).HasMaxLength(SupplierRecord.MaxText);
        builder.Property(r => r.By).HasMaxLength(SupplierRecord.MaxText);
        builder.Property(r => r.Number).HasMaxLength(SupplierRecord.MaxText);
        builder.Property(r => r.Provision).HasMaxLength(SupplierRecord.MaxText);
        builder.Property(r => r.Reference).HasMaxLength(SupplierRecord.MaxReference);
        builder.Property(r => r.Sha256).HasMaxLength(64);
        builder.Property(r => r.Note).HasMaxLength(SupplierRecord.MaxNote);
        builder.Property(r => r.RecordedBy).HasMaxLength(64);
        builder.Property(r => r.RecordedByName).HasMaxLength(200);
        builder.Property(r => r.ClosedByName).HasMaxLength(200);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder.OwnsText(r => r.WithdrawReason);
        builder.JsonList<SupplierRecord, UserId>("_recorders", "Recorders");
        builder.Ignore(r => r.Recorders);
        builder.Ignore(r => r.Counts);
        builder.Ignore(r => r.AuditSubject);
        builder.HasOne<Supplier>().WithMany().HasForeignKey(r => r.Supplier).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.Supplier, r.Kind });
        builder.HasIndex(r => new { r.State, r.DueOn });
    }
}
