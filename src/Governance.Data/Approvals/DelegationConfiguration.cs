using Governance.Data.Conventions;
using Governance.Domain.Approvals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Approvals;

internal sealed class DelegationConfiguration : IEntityTypeConfiguration<Delegation>
{
    public void Configure(EntityTypeBuilder<Delegation> builder)
    {
        builder.ToTable("Delegations");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.FromName).HasMaxLength(200);
        builder.Property(d => d.ToName).HasMaxLength(200);
        builder.Property(d => d.Revision).IsConcurrencyToken();
        builder.OwnsText(d => d.Reason!, required: true);
        builder.Ignore(d => d.Models);
        builder.Ignore(d => d.EndsAt);
        builder.Ignore(d => d.AuditSubject);
        builder.JsonList<Delegation, string>("_models", "Models");
        builder.HasIndex(d => d.From);
        builder.HasIndex(d => d.To);
    }
}
