using Governance.Data.Conventions;
using Governance.Domain.Suppliers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Suppliers;

internal sealed class SupplierConfiguration : IEntityTypeConfiguration<Supplier>
{
    public void Configure(EntityTypeBuilder<Supplier> builder)
    {
        builder.ToTable("Suppliers");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Name).HasMaxLength(Supplier.MaxText);
        builder.Property(s => s.NameKey).HasMaxLength(Supplier.MaxText);
        builder.Property(s => s.Contact).HasMaxLength(Supplier.MaxText);
        builder.Property(s => s.Contract).HasMaxLength(Supplier.MaxText);
        builder.Property(s => s.Function).HasMaxLength(Supplier.MaxPlan);
        builder.Property(s => s.ExitPlan).HasMaxLength(Supplier.MaxPlan);
        builder.Property(s => s.RegisteredBy).HasMaxLength(64);
        builder.Property(s => s.Revision).IsConcurrencyToken();
        builder.JsonList<Supplier, string>("_otherNames", "OtherNames");
        builder.JsonList<Supplier, string>("_supplies", "Supplies");
        builder.JsonList<Supplier, string>("_keys", "Keys");
        builder.Ignore(s => s.OtherNames);
        builder.Ignore(s => s.Supplies);
        builder.Ignore(s => s.Keys);
        builder.Ignore(s => s.Facts);
        builder.Ignore(s => s.AuditSubject);
        builder.HasIndex(s => s.NameKey).IsUnique();
        builder.HasIndex(s => s.Owner);
    }
}
