using Governance.Domain.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Organisations;

internal sealed class OrganisationConfiguration : IEntityTypeConfiguration<Organisation>
{
    public void Configure(EntityTypeBuilder<Organisation> builder)
    {
        builder.ToTable("Organisations", table => table.HasCheckConstraint("CK_Organisations_Only", "\"Id\" = 1"));
        builder.HasKey(o => o.Id);
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.Name).HasMaxLength(Organisation.MaxName);
        builder.Property(o => o.Address).HasMaxLength(Organisation.MaxAddress);
        builder.Property(o => o.Email).HasMaxLength(Organisation.MaxEmail);
        builder.Property(o => o.TimeZone).HasMaxLength(Organisation.MaxTimeZone);
        builder.Property(o => o.Revision).IsConcurrencyToken();
        builder.Ignore(o => o.AuditSubject);
    }
}
